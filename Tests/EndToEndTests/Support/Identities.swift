import Foundation
import HTTPTypes
import JSON
import Testing

/// What a running emulator is told about who exists, through its control API.
extension EmulatorControl {
    /// An application with the role Reader on the subscription and nothing else.
    func newReader() async throws -> JSONValue {
        let client = try await control(.post, "clients", ["displayName": "reader"])
        try await letRead(client)
        return client
    }

    /// A managed identity with the same role.
    func newIdentity(_ type: String, on machines: [JSONValue], name: String) async throws -> JSONValue {
        let body: JSONValue = ["type": .string(type), "on": .array(machines), "displayName": .string(name)]
        let identity = try await control(.post, "identities", body)
        try await letRead(identity)
        return identity
    }

    private func letRead(_ principal: JSONValue) async throws {
        let reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
        let path =
            "/subscriptions/\(self["subscriptionId"])/providers/Microsoft.Authorization/roleAssignments/\(UUID().uuidString.lowercased())"
        let properties: JSONValue = ["roleDefinitionId": .string(reader), "principalId": principal["objectId"] ?? nil]
        try await resourceManager(.put, path, "2022-04-01", ["properties": properties])
    }

    /// The environment of a machine that has managed identities.
    func environment(of machine: String) async throws -> [String: String] {
        let all = try await control(.get, "identities")["environment"]?[machine]?.object ?? [:]
        return Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0.value.string ?? "") })
    }
}

/// Another identity provider, whose key openssl makes and signs with.
struct TestIssuer {
    static let name = "https://issuer.test/"
    private static let keyID = "test-key"

    let place: Workplace
    private let key: String

    init(_ place: Workplace) async throws {
        self.place = place
        key = place.path("issuer-\(UUID().uuidString).pem")
        try await run("genrsa", "-out", key, "2048")
    }

    var keySet: JSONValue {
        get async throws {
            let text = try await run("rsa", "-in", key, "-noout", "-modulus").output.trimmingCharacters(in: .whitespacesAndNewlines)
            let digits = Array(text.dropFirst("Modulus=".count))
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
            let shown: JSONValue = ["kty": "RSA", "kid": .string(Self.keyID), "n": .string(Self.base64URL(bytes)), "e": "AQAB"]
            return ["keys": [shown]]
        }
    }

    /// A file with a token for the subject that ends so many seconds from now.
    func tokenFile(subject: String, seconds: Int = 600) async throws -> String {
        let end = Int(Date().timeIntervalSince1970) + seconds
        let header: JSONValue = ["alg": "RS256", "kid": .string(Self.keyID)]
        let claims: JSONValue = [
            "iss": .string(Self.name), "sub": .string(subject), "aud": "api://AzureADTokenExchange", "exp": .number(JSONNumber(end)),
            "nbf": .number(JSONNumber(end - 600)),
        ]
        let signed = "\(Self.base64URL(header.bytes())).\(Self.base64URL(claims.bytes()))"
        let id = UUID().uuidString
        let input = try place.write(signed, to: "\(id).txt")
        let output = place.path("\(id).sig")
        try await run("dgst", "-sha256", "-sign", key, "-out", output, input)
        let signature = try Array(Data(contentsOf: URL(fileURLWithPath: output)))
        return try place.write("\(signed).\(Self.base64URL(signature))\n", to: "\(id).jwt")
    }

    @discardableResult
    private func run(_ words: String...) async throws -> Ending {
        let ending = try await place.start("/usr/bin/env", ["openssl"] + words).ending(within: .seconds(60))
        try #require(ending.way == .exit(0), "\(ending)")
        return ending
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
