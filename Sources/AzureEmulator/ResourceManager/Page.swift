import FoundationEssentials
import JSON

/// One page of a list: as many items as the setting `pageSize` and the caller's `$top` allow, and a link to the next page.
struct Page {
    private static let largestTop = 1_000

    let request: EmulatorRequest
    let apiVersion: String
    let size: Int
    /// The key of the last item of the page before.
    let after: String?

    init(_ request: EmulatorRequest, _ apiVersion: String, _ settings: EmulatorSettings) throws(ServiceFailure) {
        self.request = request
        self.apiVersion = apiVersion
        if let text = request.query("$top") {
            guard let top = Int(text), (1...Self.largestTop).contains(top) else {
                throw .arm(400, "InvalidParameter", "The parameter $top has an invalid value; it must be 1 to \(Self.largestTop).")
            }
            size = min(top, settings.pageSize)
        } else {
            size = settings.pageSize
        }
        if let token = request.query("$skiptoken") {
            guard let key = SkipToken.key(token, in: request.path) else {
                throw .arm(400, "InvalidSkipToken", "The skip token of this request is damaged, or of another list.")
            }
            after = key
        } else {
            after = nil
        }
    }

    /// A page of items in the order of their keys.
    func answer(of items: [(key: String, item: JSONValue)], _ origin: Origin) -> EmulatorResponse {
        let rest = items.drop { item in after.map { item.key <= $0 } ?? false }
        return answer(rest.prefix(size).map(\.item), next: rest.count > size ? rest.prefix(size).last?.key : nil, origin)
    }

    /// A page that is cut already; `next` is the key of its last item when more follow.
    func answer(_ values: [JSONValue], next: String?, _ origin: Origin) -> EmulatorResponse {
        var answer: JSONObject = ["value": .array(values)]
        if let next {
            let kept = ["$filter", "$top"].compactMap { name in request.query(name).map { "\(name)=\(percentEncoded($0))&" } }
            let token = SkipToken.text(after: next, in: request.path)
            answer["nextLink"] = .string("\(origin.url)\(request.path)?api-version=\(apiVersion)&\(kept.joined())$skipToken=\(token)")
        }
        return .json(200, .object(answer))
    }
}

/// Where a list goes on: opaque to callers, good for its own list only, and refused when damaged.
enum SkipToken {
    static func text(after key: String, in list: String) -> String {
        base64URL(Data((seal(key, list) + key).utf8))
    }

    /// Nil for a text that is none of ours.
    static func key(_ text: String, in list: String) -> String? {
        guard let bytes = fromBase64URL(text), let plain = String(bytes: bytes, encoding: .utf8), plain.utf8.count > sealLength else {
            return nil
        }
        let key = String(plain.dropFirst(sealLength))
        return plain.hasPrefix(seal(key, list)) ? key : nil
    }

    private static let sealLength = 16

    /// A checksum (FNV-1a) of the list and the key as 16 digits: against damage, not against forgery.
    private static func seal(_ key: String, _ list: String) -> String {
        let hash = "\(list.lowercased())\n\(key)".utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: sealLength - digits.count) + digits
    }
}

extension ResourceCall {
    func page(_ settings: EmulatorSettings) throws(ServiceFailure) -> Page { try Page(request, apiVersion, settings) }
}

extension EmulatorState {
    /// One page of the resources of a type below a scope, in the order of ids.
    mutating func page(_ type: String, under scope: String, _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        let page = try call.page(settings)
        let found = resources.list(type, under: scope, after: page.after, limit: page.size + 1)
        let shown = found.prefix(page.size).compactMap { materialised($0) }.map { document(of: $0, for: call.apiVersion) }
        return page.answer(shown, next: found.count > page.size ? found.dropLast().last?.id : nil, origin)
    }

    /// One page of resources already picked, in the order of ids.
    func page(of found: [Resource], _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        let items = found.map { ($0.id.lowercased(), document(of: $0, for: call.apiVersion)) }
        return try call.page(settings).answer(of: items.sorted { $0.0 < $1.0 }, origin)
    }
}
