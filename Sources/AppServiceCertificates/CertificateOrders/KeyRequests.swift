import AzureCore
import JSON

/// A new key and certificate for the rest of the term: the end stays the same, nothing is charged.
public struct ReissueRequest: Sendable, Hashable {
    /// The RSA key size in bits; nil lets the service choose.
    public var keySize: Int?
    /// Hours until the old certificate is revoked. 0 revokes at once, which breaks every place that still serves it; the
    /// authority's own bound is 168.
    public var delayExistingRevokeInHours: Int?
    /// A signing request of one's own; nil lets the service make the key.
    public var csr: String?
    /// Whether the key stays with the caller, so that nothing can be stored in a vault.
    public var isPrivateKeyExternal: Bool?

    /// A reissue; with nothing given the service makes the key and decides the overlap.
    public init(
        keySize: Int? = nil,
        delayExistingRevokeInHours: Int? = nil,
        csr: String? = nil,
        isPrivateKeyExternal: Bool? = nil
    ) {
        self.keySize = keySize
        self.delayExistingRevokeInHours = delayExistingRevokeInHours
        self.csr = csr
        self.isPrivateKeyExternal = isPrivateKeyExternal
    }

    /// The body to send.
    public func requestBody() -> JSONValue {
        var properties = keyProperties(keySize: keySize, csr: csr, isPrivateKeyExternal: isPrivateKeyExternal)
        properties["delayExistingRevokeInHours"] = delayExistingRevokeInHours.map { .number(JSONNumber($0)) }
        return ["properties": .object(properties)]
    }
}

/// A renewal: free while much of the paid term is left, otherwise **the purchase of the next term**.
public struct RenewRequest: Sendable, Hashable {
    /// The RSA key size in bits; nil lets the service choose.
    public var keySize: Int?
    /// A signing request of one's own; nil lets the service make the key.
    public var csr: String?
    /// Whether the key stays with the caller, so that nothing can be stored in a vault.
    public var isPrivateKeyExternal: Bool?

    /// A renewal; with nothing given the service makes the key.
    public init(keySize: Int? = nil, csr: String? = nil, isPrivateKeyExternal: Bool? = nil) {
        self.keySize = keySize
        self.csr = csr
        self.isPrivateKeyExternal = isPrivateKeyExternal
    }

    /// The body to send.
    public func requestBody() -> JSONValue {
        ["properties": .object(keyProperties(keySize: keySize, csr: csr, isPrivateKeyExternal: isPrivateKeyExternal))]
    }
}

private func keyProperties(keySize: Int?, csr: String?, isPrivateKeyExternal: Bool?) -> JSONObject {
    var properties = JSONObject()
    properties["keySize"] = keySize.map { .number(JSONNumber($0)) }
    properties["csr"] = csr.map(JSONValue.string)
    properties["isPrivateKeyExternal"] = isPrivateKeyExternal.map(JSONValue.bool)
    return properties
}
