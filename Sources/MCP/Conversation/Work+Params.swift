import JSON

extension Work {
    /// What a request asks for; nil when its method needs no handler. Unknown names are refused here, before anything runs.
    static func of(_ method: String, _ params: JSONObject, _ server: Server) throws(RPCError) -> Work? {
        switch method {
        case "tools/call" where !server.tools.isEmpty: return try tool(params, server)
        case "resources/read":
            guard let read = server.read else { return nil }
            return .read(try string("uri", of: params), read)
        case "prompts/get" where !server.prompts.isEmpty:
            let name = try string("name", of: params)
            guard let prompt = server.prompts[name] else { throw .invalidParams("There is no prompt '\(name.prefix(100))'.") }
            return .prompt(prompt, try prompt.values(of: params))
        case "completion/complete":
            guard let complete = server.complete else { return nil }
            return .complete(try completion(params, server), complete)
        default: return nil
        }
    }

    private static func tool(_ params: JSONObject, _ server: Server) throws(RPCError) -> Work {
        let name = try string("name", of: params)
        guard let tool = server.tools[name] else { throw .invalidParams("There is no tool '\(name.prefix(100))'.") }
        guard let arguments = (params["arguments"] ?? [:]).object else { throw .invalidParams("The arguments of a tool are an object.") }
        return .tool(tool, arguments)
    }

    private static func completion(_ params: JSONObject, _ server: Server) throws(RPCError) -> Server.CompletionRequest {
        let reference: Server.CompletionRequest.Reference
        switch params["ref"]?["type"]?.string {
        case "ref/prompt":
            guard let name = params["ref"]?["name"]?.string, server.prompts[name] != nil else {
                throw .invalidParams("ref names no prompt of this server.")
            }
            reference = .prompt(name)
        case "ref/resource":
            guard let uri = params["ref"]?["uri"]?.string, server.templates[uri] != nil || server.resources[uri] != nil else {
                throw .invalidParams("ref names no resource template of this server.")
            }
            reference = .resource(uri)
        default: throw .invalidParams("ref is {\"type\": \"ref/prompt\", name} or {\"type\": \"ref/resource\", uri}.")
        }
        guard let argument = params["argument"]?["name"]?.string, let value = params["argument"]?["value"]?.string else {
            throw .invalidParams("argument is {name, value}, both strings.")
        }
        let context = params["context"]?["arguments"]?.object ?? [:]
        let chosen = context.compactMap { name, value in value.string.map { (name, $0) } }
        return .init(reference: reference, argument: argument, value: value, context: Dictionary(chosen, uniquingKeysWith: { $1 }))
    }

    private static func string(_ name: String, of params: JSONObject) throws(RPCError) -> String {
        guard let text = params[name]?.string, !text.isEmpty else {
            throw .invalidParams("params.\(name) is a string and has to be there.")
        }
        return text
    }
}
