import JSON

/// One message of JSON-RPC, as the protocol narrows it: no batches, ids that are never null, parameters that are an object.
package enum Message: Sendable, Hashable {
    case request(Request)
    case notification(Notification)
    case response(Response)

    package struct Request: Sendable, Hashable {
        package let id: RequestID
        package let method: String
        package let params: JSONObject
    }

    package struct Notification: Sendable, Hashable {
        package let method: String
        package let params: JSONObject
    }

    /// An answer to something the server asked.
    package struct Response: Sendable, Hashable {
        package let id: RequestID
        /// Nil when the client answered with an error.
        package let result: JSONValue?
    }

    /// Why bytes are no message, with the id when that at least could be read.
    package struct Malformed: Error, Sendable, Hashable {
        package let id: RequestID?
        package let error: RPCError

        package var reply: Reply { Reply(id: id, outcome: .failure(error)) }
    }

    package init(parsing bytes: [UInt8], limits: JSONLimits) throws(Malformed) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw Malformed(id: nil, error: .parse("The message is not JSON: \(error)"))
        }
        try self.init(value)
    }

    private init(_ value: JSONValue) throws(Malformed) {
        guard let object = value.object else {
            let reason = value.array == nil ? "A message is a JSON object." : "Batches are not taken: one message at a time."
            throw Malformed(id: nil, error: .invalidRequest(reason))
        }
        let id = object["id"].flatMap(RequestID.init)
        func malformed(_ reason: String) -> Malformed { Malformed(id: id, error: .invalidRequest(reason)) }

        guard object["jsonrpc"] == "2.0" else { throw malformed("The member jsonrpc has to be \"2.0\".") }
        if object["id"] != nil, id == nil { throw malformed("An id is a string or a whole number.") }
        guard let method = object["method"] else {
            guard let id, object["result"] != nil || object["error"] != nil else { throw malformed("The message has no method.") }
            self = .response(Response(id: id, result: object["result"]))
            return
        }
        guard let name = method.string, !name.isEmpty else { throw malformed("A method is a string.") }
        guard let params = (object["params"] ?? [:]).object else { throw malformed("Parameters are an object.") }
        self =
            id.map { .request(Request(id: $0, method: name, params: params)) } ?? .notification(Notification(method: name, params: params))
    }
}

/// The end of a request.
package struct Reply: Sendable, Hashable {
    /// Nil when it answers something whose id could not be read.
    package let id: RequestID?
    package let outcome: Result<JSONObject, RPCError>

    package var json: JSONValue {
        var object: JSONObject = ["jsonrpc": "2.0"]
        switch outcome {
        case .success(let result):
            object["id"] = id?.json
            object["result"] = .object(result)
        case .failure(let error):
            object["id"] = id?.json ?? .null
            object["error"] = error.json
        }
        return .object(object)
    }

    var error: RPCError? { if case .failure(let error) = outcome { error } else { nil } }
}

extension JSONValue {
    static func notification(_ method: String, _ params: JSONObject) -> JSONValue {
        ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
    }

    static func request(_ id: RequestID, _ method: String, _ params: JSONObject) -> JSONValue {
        ["jsonrpc": "2.0", "id": id.json, "method": .string(method), "params": .object(params)]
    }
}
