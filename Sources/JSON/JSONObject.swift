/// An object whose members keep the order they were written or added in.
///
/// Looking a name up compares names one by one in small objects and hashes in large ones. Two objects are equal when
/// the same members stand in the same order.
public struct JSONObject: Sendable {
    /// One member: its name and its value.
    public typealias Element = (key: String, value: JSONValue)

    /// Up to this many members a search along the array beats a hash table.
    private static let linearLimit = 24

    private var members: [Element] = []
    /// The place of every name once there are more than `linearLimit`; empty before.
    private var places: [String: Int] = [:]

    /// An object without members.
    public init() {}

    /// The names in order.
    public var keys: [String] { members.map(\.key) }

    /// The value under a name, nil when there is none. Setting nil removes the member; setting a new name appends it,
    /// an existing one keeps its place.
    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                indexNames()
            case (nil, let value?):
                append(key, value)
            case (nil, nil): break
            }
        }
    }

    func contains(_ key: String) -> Bool { place(of: key) != nil }

    /// Adds a member under a name that is not there yet.
    mutating func append(_ key: String, _ value: JSONValue) {
        if members.isEmpty { members.reserveCapacity(8) }
        members.append((key, value))
        if places.isEmpty { indexNames() } else { places[key] = members.count - 1 }
    }

    private func place(of key: String) -> Int? {
        guard places.isEmpty else { return places[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func indexNames() {
        places = [:]
        guard members.count > Self.linearLimit else { return }
        for (place, member) in members.enumerated() { places[member.key] = place }
    }
}

extension JSONObject: RandomAccessCollection {
    /// Where the members start: 0.
    public var startIndex: Int { 0 }

    /// One past the last member.
    public var endIndex: Int { members.count }

    /// The member at a position, which must be inside the collection, as with an array.
    public subscript(position: Int) -> Element { members[position] }
}

extension JSONObject: Hashable {
    /// True when the same members stand in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
    }

    /// Hashes names and values in order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The members as written; a name written twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}
