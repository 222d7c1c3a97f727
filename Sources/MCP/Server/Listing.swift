import Crypto
import FoundationEssentials
import JSON

/// Named things in their order, given out in pages.
struct Listing<Item: Sendable>: Sendable {
    /// The member of a result that holds them.
    let member: String
    private let items: [String: Item]
    private let all: [JSONValue]
    private let pageSize: Int
    /// Of everything listed: a cursor of another list, or of an older one, does not fit.
    private let fingerprint: String

    init(_ member: String, _ items: [Item], name: (Item) -> String, json: (Item) -> JSONValue, pageSize: Int) {
        self.member = member
        self.pageSize = max(1, pageSize)
        self.items = Dictionary(items.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        all = items.map(json)
        fingerprint = Self.digest(JSONValue.array([.string(member)] + all).bytes())
    }

    var isEmpty: Bool { all.isEmpty }

    subscript(name: String) -> Item? { items[name] }

    func contains(where isWanted: (Item) -> Bool) -> Bool { items.values.contains(where: isWanted) }

    /// One page, with the cursor of the next when there is one.
    func page(_ params: JSONObject) throws(RPCError) -> JSONObject {
        let start = try params["cursor"].map { value throws(RPCError) in try offset(of: value) } ?? 0
        let page = all.dropFirst(start).prefix(pageSize)
        var result: JSONObject = [member: .array(Array(page))]
        if page.endIndex < all.endIndex { result["nextCursor"] = .string(cursor(at: page.endIndex)) }
        return result
    }

    private func cursor(at offset: Int) -> String {
        "\(offset).\(Self.digest(Array("\(offset) \(fingerprint)".utf8)))"
    }

    private func offset(of value: JSONValue) throws(RPCError) -> Int {
        guard let text = value.string, let offset = text.split(separator: ".").first.flatMap({ Int($0) }),
            offset > 0, offset < all.count, text == cursor(at: offset)
        else { throw .invalidParams("The cursor is none of this list: begin again without one.") }
        return offset
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(9).map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}
