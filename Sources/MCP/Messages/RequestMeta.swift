import JSON

/// What a client says of itself and of one request, in `_meta`.
struct RequestMeta: Sendable, Hashable {
    let progressToken: RequestID?
    /// As written; it may be none that is spoken here.
    let version: String?
    let client: ClientCapabilities?

    enum Key {
        static let version = "io.modelcontextprotocol/protocolVersion"
        static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
        static let serverInfo = "io.modelcontextprotocol/serverInfo"
        static let subscription = "io.modelcontextprotocol/subscriptionId"
    }

    init(_ params: JSONObject) throws(RPCError) {
        guard let value = params["_meta"] else {
            (progressToken, version, client) = (nil, nil, nil)
            return
        }
        guard let meta = value.object else { throw .invalidParams("_meta is an object.") }
        if let token = meta["progressToken"], RequestID(token) == nil {
            throw .invalidParams("A progress token is a string or a whole number.")
        }
        progressToken = meta["progressToken"].flatMap(RequestID.init)
        version = meta[Key.version]?.string
        client = meta[Key.clientCapabilities]?.object.map(ClientCapabilities.init)
    }

    /// Whether a request comes without a handshake before it.
    static func isModern(_ params: JSONObject) -> Bool { params["_meta"]?[Key.version] != nil }

    /// The same where both have to be there.
    static func modern(_ params: JSONObject) throws(RPCError) -> (meta: RequestMeta, version: String, client: ClientCapabilities) {
        let meta = try RequestMeta(params)
        guard let version = meta.version else { throw missing(Key.version, "a string, such as \"2026-07-28\"") }
        guard let client = meta.client else { throw missing(Key.clientCapabilities, "an object, which may be empty") }
        return (meta, version, client)
    }

    private static func missing(_ key: String, _ form: String) -> RPCError {
        .invalidParams("params._meta has no usable \"\(key)\": it is \(form) and belongs to every request.")
    }
}

/// What the client at the other end can do when it is asked.
package struct ClientCapabilities: Sendable, Hashable {
    package let json: JSONObject

    package init(_ json: JSONObject) {
        self.json = json
    }

    /// A form, which is also what an empty `elicitation` means.
    package var elicitsForms: Bool {
        guard let modes = json["elicitation"]?.object else { return false }
        return modes["form"] != nil || modes["url"] == nil
    }

    /// A page that the client opens for its user.
    package var elicitsURLs: Bool { json["elicitation"]?["url"] != nil }

    package var samples: Bool { json["sampling"] != nil }
    package var listsRoots: Bool { json["roots"] != nil }
}
