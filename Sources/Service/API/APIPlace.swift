import Actions
import HTTPTypes
import Hummingbird
import JSON

/// Where an action is found, and how its arguments stand in a request.
struct APIPlace: Sendable {
    let method: HTTPRequest.Method
    /// Below `/api/v1`.
    let path: String
    let action: AgentAction
    /// Names of arguments that stand in the path, each with what is put before its value.
    var parameters: [(name: String, prefix: String)] = []

    func pathArguments(_ request: ServiceRequest) throws -> [(String, JSONValue)] {
        parameters.compactMap { name, prefix in request.parameters[name].map { (name, .string(prefix + $0)) } }
    }

    /// The arguments of a GET: from the path, and from the query by the types the action's schema has for them.
    func arguments(_ request: ServiceRequest) throws -> JSONValue {
        var object = JSONObject()
        for (name, value) in request.query {
            let schema = action.input["properties"]?[name]
            switch schema?["type"]?.string {
            // What is no number stays a text, about which the action complains in its own words.
            case "integer": object[name] = Int(value).map { .number(JSONNumber($0)) } ?? .string(value)
            case "boolean": object[name] = value == "true" ? true : value == "false" ? false : .string(value)
            case "array": object[name] = .array((object[name]?.array ?? []) + [.string(value)])
            default: object[name] = .string(value)
            }
        }
        for (name, value) in try pathArguments(request) { object[name] = value }
        return .object(object)
    }
}

extension APIApplication {
    /// Every action that has a place of its own. What has none is reached by `/call`.
    static let places: [APIPlace] = [
        place(.post, "/search", "search_operations"), place(.post, "/load", "load_operations"),
        place(.post, "/execute", "execute"), place(.post, "/execute/read", "execute_read"),
        place(.get, "/executions/{execution}", "get_execution", [("execution", "")]),
        place(.get, "/results/{resource}", "read_result", [("resource", "result://")]),
        place(.get, "/access", "describe_access"), place(.post, "/access", "request_access"),
        place(.post, "/plans", "cert_plan"), place(.post, "/plans/{plan}/apply", "cert_apply", [("plan", "")]),
        place(.delete, "/plans/{plan}", "cert_cancel_plan", [("plan", "")]),
    ].compactMap(\.self)

    private static func place(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ action: String,
        _ parameters: [(name: String, prefix: String)] = []
    ) -> APIPlace? {
        AgentActions.named(action).map { APIPlace(method: method, path: path, action: $0, parameters: parameters) }
    }
}
