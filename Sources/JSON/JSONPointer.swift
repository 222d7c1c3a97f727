import FoundationEssentials

extension String {
    /// The name of a member as one step of a pointer (RFC 6901).
    package var pointerStep: String {
        // Nearly every name is plain, and this is asked of every name of a document.
        guard utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return self }
        return replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
