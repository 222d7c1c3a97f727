import JSON

/// A refusal in the protocol's own terms. What went wrong inside a tool is not one: that is a tool's result.
package struct RPCError: Error, Sendable, Hashable {
    package let code: Int
    package let message: String
    package let data: JSONValue?
    /// What a token would have to allow, where that is what is missing.
    package let missingScopes: [String]

    package init(_ code: Int, _ message: String, data: JSONValue? = nil, missingScopes: [String] = []) {
        self.code = code
        self.message = message
        self.data = data
        self.missingScopes = missingScopes
    }

    package var json: JSONValue {
        var object: JSONObject = ["code": .number(JSONNumber(code)), "message": .string(message)]
        object["data"] = data
        return .object(object)
    }
}

extension RPCError {
    package enum Code {
        package static let parse = -32700
        package static let invalidRequest = -32600
        package static let methodNotFound = -32601
        package static let invalidParams = -32602
        package static let `internal` = -32603
        package static let resourceNotFound = -32002
        package static let headerMismatch = -32020
        package static let missingCapability = -32021
        package static let unsupportedVersion = -32022
        /// Our own, which have to lie outside the range that JSON-RPC keeps for itself.
        package static let insufficientScope = 403
        package static let tooMany = 429
    }

    package static func parse(_ message: String) -> RPCError { RPCError(Code.parse, message) }
    package static func invalidRequest(_ message: String) -> RPCError { RPCError(Code.invalidRequest, message) }
    package static func invalidParams(_ message: String, data: JSONValue? = nil) -> RPCError {
        RPCError(Code.invalidParams, message, data: data)
    }
    static func headerMismatch(_ message: String) -> RPCError { RPCError(Code.headerMismatch, message) }
    static func tooMany(_ message: String) -> RPCError { RPCError(Code.tooMany, message) }

    /// Says nothing of what went wrong: that is for the log of whoever runs the server.
    package static let failed = RPCError(
        Code.internal,
        "This request failed inside the server. It is safe to read again; see the server's log."
    )

    static func methodNotFound(_ method: String) -> RPCError {
        RPCError(Code.methodNotFound, "There is no method '\(method.prefix(100))' here.")
    }

    static func unsupportedVersion(_ requested: String) -> RPCError {
        let requested = String(requested.prefix(100))
        return RPCError(
            Code.unsupportedVersion,
            "Unsupported protocol version",
            data: ["supported": .array(ProtocolVersion.modernNames.map(JSONValue.string)), "requested": .string(requested)]
        )
    }

    /// - Parameter required: a ClientCapabilities object, such as `{"elicitation": {"url": {}}}`.
    package static func missingCapability(_ required: JSONObject) -> RPCError {
        RPCError(
            Code.missingCapability,
            "This needs a capability that the client did not declare on this request.",
            data: ["requiredCapabilities": .object(required)]
        )
    }

    /// What it becomes in 2026-07-28, where -32002 is not used any more, the conversation decides.
    package static func resourceNotFound(_ uri: String) -> RPCError {
        RPCError(Code.resourceNotFound, "There is no such resource.", data: ["uri": .string(uri)])
    }

    static func insufficientScope(_ scopes: [String]) -> RPCError {
        RPCError(
            Code.insufficientScope,
            "The token does not allow this: it needs the scope \(scopes.joined(separator: " ")).",
            missingScopes: scopes
        )
    }

    func spoken(in version: ProtocolVersion) -> RPCError {
        guard version.isModern, code == Code.resourceNotFound else { return self }
        return RPCError(Code.invalidParams, message, data: data)
    }
}
