import AzureCore

extension FuzzEntry {
    /// An id reads the same after printing, its parts are what a server would see, and its parents come to an end.
    static let resourceID = FuzzEntry("ResourceID", mutants: 20_000) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let id = ResourceID(text) else { return false }
        try hold(text.utf8.count <= ResourceID.maximumLength, "longer than promised")
        try hold(ResourceID(id.description)?.segments == id.segments, "reads differently after printing")
        let recased = String(decoding: id.description.utf8.map(otherCase), as: UTF8.self)
        try hold(ResourceID(recased) == id && Set([id, ResourceID(recased)]).count == 1, "casing tells it apart")
        try hold(!id.segments.isEmpty && id.segments.count.isMultiple(of: 2), "not made of pairs")
        for segment in id.segments {
            try hold(!segment.utf8.contains { $0 < 32 || $0 == 127 || "/?#".utf8.contains($0) }, "a segment that a URL splits or ends")
        }
        let path = URLText.path(id.segments)
        try hold(path?.split(separator: "/").count == id.segments.count, "another number of segments in the URL")
        try checkNames(id)
        try checkParents(id)
        return true
    }
}

/// Of ASCII letters.
private func otherCase(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte ^ 0x20
    default: byte
    }
}

private func checkNames(_ id: ResourceID) throws(BrokenProperty) {
    try hold(id.segments.last == id.name, "another name than its last segment")
    if let type = id.type {
        try hold(type.utf8.split(separator: UInt8(ascii: "/")).count == id.names.count + 1, "types and names differ in number")
        try hold(id.names.last == id.name, "the last name is not the name")
        try hold(type.utf8.starts(with: (id.provider ?? " ").utf8), "a type outside its provider")
    }
    for part in [id.subscriptionId, id.resourceGroup, id.provider] {
        try hold(part.map(id.segments.contains) ?? true, "a part that is none of its segments")
    }
}

private func checkParents(_ id: ResourceID) throws(BrokenProperty) {
    var (child, steps) = (id, 0)
    while let parent = child.parent {
        try hold(child.segments.starts(with: parent.segments) && parent.segments.count < child.segments.count, "a parent beside it")
        try hold(parent.child(child.segments[child.segments.count - 2], child.name).name == child.name, "a child of another name")
        (child, steps) = (parent, steps + 1)
        try hold(steps <= id.segments.count, "parents without end")
    }
}
