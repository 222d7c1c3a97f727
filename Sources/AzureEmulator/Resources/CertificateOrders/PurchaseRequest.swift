import CertificateMaterial
import JSON

/// What a purchase asks for, once it is known to make sense.
struct PurchaseRequest {
    static let products = ["StandardDomainValidatedSsl", "StandardDomainValidatedWildCardSsl"]

    let envelope: JSONObject
    let properties: JSONObject

    /// A body that names a product and a subject would buy.
    static func isPurchase(_ body: JSONObject) -> Bool {
        let properties = body["properties"]
        return text(properties, "productType") != nil && (text(properties, "distinguishedName") ?? text(properties, "csr")) != nil
    }

    init(_ body: JSONObject, apiVersion: String, _ settings: EmulatorSettings) throws(ServiceFailure) {
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .arm(400, "LocationRequired", "The location property is required for this definition.")
        }
        guard location.lowercased() == "global" else {
            let text = "The provided location '\(location)' is not available for certificate orders. Available: 'global'."
            throw .arm(400, "LocationNotAvailableForResourceType", text)
        }
        let asked = body["properties"]
        guard let word = Self.text(asked, "productType"), let product = Self.products.first(where: { $0.lowercased() == word.lowercased() })
        else { throw Self.invalid("ProductType", "one of \(Self.products.joined(separator: ", "))") }

        let subject = try Self.subject(asked)
        try Self.require(subject.host, fits: product)
        envelope = Self.envelope(body)
        properties = [
            "distinguishedName": .string("CN=\(subject.host)"),
            "validityInYears": .number(JSONNumber(try Self.validity(asked, apiVersion))),
            "keySize": .number(JSONNumber(try Self.keySize(asked, settings, unlessGiven: 2048) ?? 2048)),
            "productType": .string(product),
            "autoRenew": .bool(asked?["autoRenew"]?.bool ?? true),
            "provisioningState": "InProgress",
            "status": "NotSubmitted",
            "csr": subject.csr.map(JSONValue.string) ?? nil,
            "isPrivateKeyExternal": .bool(subject.csr != nil),
            "contact": ["email": "owner@emulator.example", "nameFirst": "Demo", "nameLast": "Owner", "phone": "+1.5555550100"],
        ]
    }

    /// An empty string counts as absent: existing tools send one for whichever of two fields they do not use.
    private static func text(_ value: JSONValue?, _ name: String) -> String? {
        value?[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func envelope(_ body: JSONObject) -> JSONObject {
        var envelope: JSONObject = ["location": "Global"]
        if let tags = body["tags"]?.object { envelope["tags"] = .object(tags) }
        if let kind = body["kind"]?.string { envelope["kind"] = .string(kind) }
        return envelope
    }

    private static func subject(_ asked: JSONValue?) throws(ServiceFailure) -> (host: String, csr: String?) {
        switch (text(asked, "distinguishedName"), text(asked, "csr")) {
        case (nil, let csr?):
            guard let request = try? SigningRequest(text: csr), let name = request.commonName else {
                throw invalid("Csr", "a certificate signing request with a common name")
            }
            return (name.lowercased(), csr)
        case (let name?, nil):
            let parts = name.split(separator: ",").map { $0.trimming(" ") }
            guard let part = parts.first(where: { $0.lowercased().hasPrefix("cn=") }) else {
                throw invalid("DistinguishedName", "of the form CN=host name")
            }
            return (String(part.dropFirst(3)).lowercased(), nil)
        default:
            throw .provider(400, "BadRequest", "Exactly one of DistinguishedName and Csr must be given.")
        }
    }

    private static func require(_ host: String, fits product: String) throws(ServiceFailure) {
        let bare = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
        guard host.utf8.count <= 64, isDomain(bare) else {
            throw invalid("DistinguishedName", "a public host name of at most 64 characters; '\(host)' is not")
        }
        guard host.hasPrefix("*.") == (product == products[1]) else {
            throw .provider(400, "BadRequest", "The product '\(product)' does not cover the name '\(host)'.")
        }
    }

    /// At least two labels of letters, digits and inner hyphens, the last not a number (which would be an address).
    private static func isDomain(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && Int(labels.last ?? "") == nil
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }

    /// Longer terms than a year were sold only before 2021.
    private static func validity(_ asked: JSONValue?, _ apiVersion: String) throws(ServiceFailure) -> Int {
        guard let value = asked?["validityInYears"], !value.isNull else { return 1 }
        let longest = apiVersion < "2021" ? 3 : 1
        guard let years = value.int, (1...longest).contains(years) else { throw invalid("ValidityInYears", "1") }
        return years
    }

    static func keySize(_ asked: JSONValue?, _ settings: EmulatorSettings, unlessGiven usual: Int?) throws(ServiceFailure) -> Int? {
        guard let value = asked?["keySize"], !value.isNull else { return usual }
        let sizes = [2048, 3072, 4096].filter { $0 <= settings.largestKeySize }
        guard let bits = value.int, sizes.contains(bits) else {
            throw invalid("KeySize", "one of \(sizes.map(String.init).joined(separator: ", "))")
        }
        return bits
    }

    private static func invalid(_ parameter: String, _ expected: String) -> ServiceFailure {
        .provider(400, "BadRequest", "The parameter \(parameter) has an invalid value; it must be \(expected).")
    }
}

extension StringProtocol {
    /// Without the given character at both ends.
    func trimming(_ character: Character) -> String {
        var text = self[...]
        while text.first == character { text = text.dropFirst() }
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}
