import JSON

/// The parts of a secret's address, `{vault}/secrets/{name}/{version}`.
struct SecretIdentifier: Sendable {
    let name: String
    /// Nil in the address of the secret as a whole, which lists use.
    let version: String?

    init(_ id: String) throws(JSONFieldError) {
        let parts = id.split(separator: "/").map(String.init)
        let last = parts.lastIndex(of: "secrets").map { parts[parts.index(after: $0)...] } ?? []
        guard let name = last.first, last.count <= 2 else {
            throw JSONFieldError(pointer: "/id", expected: "{vault}/secrets/{name}", found: "another form")
        }
        self.name = name
        version = last.count == 2 ? last.last : nil
    }
}
