import CertificateMaterial
import JSON

/// Who makes the key of the next leaf, and so who has it.
package enum KeyChoice: Sendable, Hashable {
    /// The service, which stores it with its certificate in the linked vault.
    case platform
    /// Signet: made here and sealed before its request leaves; certificate and key go to the vault from here.
    case sealed
    /// Somebody else, who gave only the signing request and installs the certificate.
    case supplied(csr: String)

    package static let sealedWord = "sealed"
    package static let platformWord = "platform"

    package var word: String {
        switch self {
        case .platform: Self.platformWord
        case .sealed: Self.sealedWord
        case .supplied: "supplied"
        }
    }

    package var json: JSONValue {
        var object: JSONObject = ["kind": .string(word)]
        if case .supplied(let csr) = self { object["csr"] = .string(csr) }
        return .object(object)
    }

    /// What was journalled before there was a choice is the platform's.
    package init(json: JSONValue?) throws {
        guard let json, !json.isNull else {
            self = .platform
            return
        }
        let fields = try JSONFields(json)
        switch try fields.requiredString("kind") {
        case Self.platformWord: self = .platform
        case Self.sealedWord: self = .sealed
        case "supplied": self = .supplied(csr: try fields.requiredString("csr"))
        case let other: throw JSONFieldError(pointer: "/key/kind", expected: "platform, sealed or supplied", found: "'\(other.prefix(20))'")
        }
    }
}

/// Where the key of the leaf that is seen is, whatever was wished for: it decides who brings the leaf to its places.
package enum KeyHolder: Sendable, Hashable {
    case platform
    case sealed
    case elsewhere
}
