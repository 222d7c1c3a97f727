import CryptoExtras
import FoundationEssentials
import JSON

/// Whose tokens of another identity provider stand for an application.
struct FederatedCredential: Sendable {
    static let standardAudience = "api://AzureADTokenExchange"

    let id: String
    let name: String
    let issuer: String
    let subject: String
    let audiences: [String]

    init(_ body: JSONObject) throws(ServiceFailure) {
        func text(_ member: String) throws(ServiceFailure) -> String {
            guard let text = body[member]?.string, (1...600).contains(text.utf8.count) else {
                throw .control("a federated credential needs a \(member) of 1 to 600 characters")
            }
            return text
        }
        id = body["id"]?.string ?? guid()
        (name, issuer, subject) = (try text("name"), try text("issuer"), try text("subject"))
        audiences = body["audiences"]?.array?.compactMap(\.string) ?? [Self.standardAudience]
        guard audiences.count == 1 else { throw .control("audiences is a list of exactly one text, as in Microsoft Graph") }
    }

    /// As Microsoft Graph shows it.
    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "issuer": .string(issuer), "subject": .string(subject),
            "audiences": .array(audiences.map(JSONValue.string)),
        ]
    }
}

/// The public keys of another identity provider, as its key set shows them. A real one is asked for them; here they are registered.
struct IssuerKeys: Sendable {
    private static let limit = 20

    /// The key set as registered.
    let json: JSONValue
    private let keys: [(id: String?, key: _RSA.Signing.PublicKey)]

    init(_ json: JSONValue) throws(ServiceFailure) {
        guard let list = json["keys"]?.array, (1...Self.limit).contains(list.count) else {
            throw .control(
                "keys is a key set: {\"keys\":[{\"kty\":\"RSA\",\"kid\":\"…\",\"n\":\"…\",\"e\":\"…\"}]} with 1 to \(Self.limit) keys"
            )
        }
        var keys: [(String?, _RSA.Signing.PublicKey)] = []
        for key in list {
            guard key["kty"]?.string == "RSA", let n = key["n"]?.string.flatMap(fromBase64URL),
                let e = key["e"]?.string.flatMap(fromBase64URL), n.count <= 1024, (1...8).contains(e.count),
                let made = try? _RSA.Signing.PublicKey(n: n, e: e)
            else { throw .control("a key of the key set is no RSA key of 2048 bits or more with n and e in base64url") }
            keys.append((key["kid"]?.string, made))
        }
        self.json = json
        self.keys = keys
    }

    /// The key a header names; without a name the only one there is.
    func key(named id: String?) -> _RSA.Signing.PublicKey? {
        guard let id else { return keys.count == 1 ? keys.first?.key : nil }
        return keys.first { $0.id == id }?.key
    }
}
