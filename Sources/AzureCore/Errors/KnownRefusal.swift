/// A refusal a service is known for, and the one thing to do about it: a row of a table each service's client brings along.
///
/// A row fits an error when every condition it has fits. Of several rows that fit, the first counts.
public struct KnownRefusal: Sendable, Hashable {
    /// Codes of the service, inner codes included, any of which fits; casing is ignored. Empty asks for none.
    public let codes: [String]
    /// Pieces of the service's message, all of which it must have; casing is ignored.
    public let words: [String]
    /// A piece of the operation's name or of the target, where codes and message alone say too little.
    public let about: String?
    /// What to do. `{name}`, `{group}`, `{subscription}`, `{parent}` and `{target}` stand for parts of what the call was about,
    /// `{vault}` for the vault it names, `{quoted1}` to `{quoted3}` for what the message has in quotes, `{quoted1:name}` for the
    /// last part of such an id, `{after:WORDS}` for the word that follows in the message.
    public let nextStep: String

    /// A row; at least one condition makes sense.
    public init(codes: [String] = [], words: [String] = [], about: String? = nil, nextStep: String) {
        self.codes = codes
        self.words = words
        self.about = about
        self.nextStep = nextStep
    }

    func fits(_ error: AzureError) -> Bool {
        let known = [error.innerCode, error.serviceCode].compactMap { $0?.lowercased() }
        guard codes.isEmpty || codes.contains(where: { known.contains($0.lowercased()) }) else { return false }
        let message = (error.serviceMessage ?? "").lowercased()
        guard words.allSatisfy({ message.contains($0.lowercased()) }) else { return false }
        guard let about = about?.lowercased() else { return true }
        return error.operation.lowercased().contains(about) || error.target.lowercased().contains(about)
    }
}

/// Fills the placeholders of a row from the error it fits. What the error does not tell stands in capitals, to be filled by hand.
struct RefusalText {
    let error: AzureError

    func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += value(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func value(_ placeholder: String) -> String {
        let id = Self.resource(error.target)
        let parts = placeholder.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first ?? "" {
        case "target": return error.target
        case "name": return id?.names.last ?? error.target.split(separator: "/").last.map(String.init) ?? "NAME"
        case "group": return id?.resourceGroup ?? "GROUP"
        case "subscription": return id?.subscriptionId ?? "SUBSCRIPTION"
        case "parent": return id?.parent?.description ?? "ID"
        case "provider": return id?.provider ?? "NAMESPACE"
        case "vault": return vault(id) ?? "VAULT"
        case "after": return word(after: parts.last ?? "") ?? "VALUE"
        case "quoted1", "quoted2", "quoted3": return quoted(parts) ?? "VALUE"
        default: return placeholder.uppercased()
        }
    }

    /// The resource of a target; what follows it, an action or a collection, is left out.
    private static func resource(_ target: String) -> ResourceID? {
        ResourceID(target) ?? target.lastIndex(of: "/").flatMap { ResourceID(String(target[..<$0])) }
    }

    /// The vault of an address such as `https://shop.vault.azure.net/secrets/…`, or the one an id or the message names.
    private func vault(_ id: ResourceID?) -> String? {
        if let host = error.target.split(separator: "/").dropFirst().first, error.target.hasPrefix("https://"), host.contains(".vault.") {
            return host.split(separator: ".").first.map(String.init)
        }
        let ids = [id].compactMap(\.self) + quotes.compactMap { ResourceID($0) }
        return ids.first { $0.type?.lowercased() == "microsoft.keyvault/vaults" }?.name
    }

    private func quoted(_ parts: [String]) -> String? {
        guard let number = parts[0].last.flatMap({ Int(String($0)) }), quotes.indices.contains(number - 1) else { return nil }
        let text = quotes[number - 1]
        return parts.count > 1 ? text.split(separator: "/").last.map(String.init) : text
    }

    /// What stands between single quotes, in its order.
    private var quotes: [String] {
        let pieces = (error.serviceMessage ?? "").split(separator: "'", omittingEmptySubsequences: false)
        return pieces.indices.filter { $0 % 2 == 1 && $0 + 1 < pieces.count }.map { String(pieces[$0]) }
    }

    private func word(after words: String) -> String? {
        guard let message = error.serviceMessage, let found = message.ranges(of: words).first else { return nil }
        let rest = message[found.upperBound...].drop { $0 == " " || $0 == "'" }
        let word = rest.prefix { !" ';,".contains($0) }.trimmingDots
        return word.isEmpty ? nil : String(word)
    }
}

extension Substring {
    fileprivate var trimmingDots: Substring {
        var text = self
        while text.last == "." { text.removeLast() }
        return text
    }
}
