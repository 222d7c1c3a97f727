/// An object whose members keep the order they were written or added in.
///
/// Looking a name up goes through short hashes one by one in small objects and through a table in large ones. Two objects are equal when
/// the same members stand in the same order.
public struct JSONObject: Sendable {
    /// One member: its name and its value.
    public typealias Element = (key: String, value: JSONValue)

    /// Up to this many members a search along the array beats a hash table.
    private static let linearLimit = 24

    struct Member {
        let hash: NameHash
        let key: String
        var value: JSONValue
    }

    private(set) var members: [Member] = []
    /// The place of every name once there are more than `linearLimit`; nil before.
    private var places: [String: Int]?

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
                append(key, hash: NameHash(key), value)
            case (nil, nil): break
            }
        }
    }

    func contains(_ key: String, hash: NameHash) -> Bool { place(of: key, hash) != nil }

    /// Adds a member under a name that is not there yet.
    mutating func append(_ key: consuming String, hash: NameHash, _ value: consuming JSONValue) {
        if members.isEmpty { members.reserveCapacity(8) }
        if places != nil { places?[copy key] = members.count }
        members.append(Member(hash: hash, key: key, value: value))
        if places == nil, members.count > Self.linearLimit { indexNames() }
    }

    func place(of key: String) -> Int? { place(of: key, NameHash(key)) }

    private func place(of key: String, _ hash: NameHash) -> Int? {
        if let places { return places[key] }
        for place in members.indices where members[place].hash.mayBe(hash) && members[place].key == key { return place }
        return nil
    }

    private mutating func indexNames() {
        guard members.count > Self.linearLimit else { return places = nil }
        var places: [String: Int] = [:]
        for (place, member) in members.enumerated() { places[member.key] = place }
        self.places = places
    }
}

extension JSONObject: RandomAccessCollection {
    /// Where the members start: 0.
    public var startIndex: Int { 0 }

    /// One past the last member.
    public var endIndex: Int { members.count }

    /// The member at a position, which must be inside the collection, as with an array.
    public subscript(position: Int) -> Element { (members[position].key, members[position].value) }
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
