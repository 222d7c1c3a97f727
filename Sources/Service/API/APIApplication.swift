import Actions
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import JSON

/// The HTTP API of agents: one route for each thing an agent can ask for, and one that takes the `next` of an answer as it stands.
///
/// It decodes, looks the action up and renders; who may do what is decided behind the action.
package struct APIApplication: Sendable {
    package static let prefix = "/api/v1"

    private let context: GatewayContext
    private let door: BearerDoor
    private let url: String

    /// - Parameter url: where it is reached, for its own document.
    package init(_ context: GatewayContext, door: BearerDoor, url: String) {
        (self.context, self.door, self.url) = (context, door, url)
    }

    package var routes: [Route] {
        let document = APIDocument(url: url).json.bytes()
        return Self.places.map(route) + [
            called, Route(.get, Self.prefix + "/approvals") { try await ownApprovals($0) },
            Route(.get, Self.prefix + "/approvals/{approval}") { try await ownApproval($0) },
            Route(.delete, Self.prefix + "/approvals/{approval}") { try await withdraw($0) },
            Route(.get, Self.prefix + "/openapi.json") { _ in .bytes(200, document, type: "application/json") },
            Route(.get, "/llms.txt") { _ in .text(200, AgentGuide.text(url)) },
        ]
    }

    private func route(_ place: APIPlace) -> Route {
        Route(place.method, Self.prefix + place.path, staysOnLoop: true) { request in
            try await answer(request) { session in
                let arguments = place.method == .post ? try await Self.arguments(request, place) : try place.arguments(request)
                return try await run(place.action.name, arguments, session)
            }
        }
    }

    /// `{"tool", "arguments"}`, as every answer's `next` has it.
    private var called: Route {
        Route(.post, Self.prefix + "/call", staysOnLoop: true) { request in
            try await answer(request) { session in
                let body = try await Self.object(request)
                return try await run(body["tool"]?.string ?? "", body["arguments"] ?? [:], session)
            }
        }
    }

    private func run(_ name: String, _ arguments: JSONValue, _ session: AgentSession) async throws -> Response {
        let value = try await AgentActions.run(name, arguments, context, session)
        let goesOn = ["running", "held"].contains(value["state"]?.string ?? "")
        return .json(goesOn ? 202 : 200, value)
    }

    /// Finds out who asks, and turns whatever went wrong into a refusal.
    private func answer(_ request: ServiceRequest, _ body: (AgentSession) async throws -> Response) async throws -> Response {
        do {
            return try await body(try await door.session(of: request))
        } catch let error as OAuthError {
            return .json(error.status, Self.outside(error).json, headers: door.headers(error, request))
        } catch let error as ServiceRequest.BodyTooLong {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            return refused(Refusal(any: error), request)
        }
    }

    private static func outside(_ error: OAuthError) -> Refusal {
        Refusal(
            error.code == .serverError ? .gatewayFailed : .sessionEnded,
            error.description,
            human: Refusal.Human("Let the client sign in, or give the agent a new token: signet agent token NAME")
        )
    }

    private func refused(_ refusal: Refusal, _ request: ServiceRequest) -> Response {
        var headers: HTTPFields = refusal.scopes.map { door.challenge($0, request) } ?? [:]
        if let seconds = refusal.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        return .json(refusal.code.httpStatus, refusal.json, headers: headers)
    }
}

extension APIApplication {
    /// The object of a body, with what the path says put into it.
    private static func arguments(_ request: ServiceRequest, _ place: APIPlace) async throws -> JSONValue {
        guard !place.parameters.isEmpty else { return try await object(request) }
        let bytes = try await request.body()
        var object = (bytes.isEmpty ? [:] : try parsed(bytes, request)).object ?? [:]
        for (name, value) in try place.pathArguments(request) { object[name] = value }
        return .object(object)
    }

    private static func object(_ request: ServiceRequest) async throws -> JSONValue { try parsed(try await request.body(), request) }

    private static func parsed(_ bytes: [UInt8], _ request: ServiceRequest) throws -> JSONValue {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        guard type == "application/json" || type.hasPrefix("application/json;") else {
            throw Refusal(
                .invalidInputs,
                "The body has to be JSON, with the header Content-Type: application/json.",
                human: Refusal.Human("Send the same with that header.")
            )
        }
        do {
            let value = try JSONValue(parsing: bytes, limits: JSONLimits(maximumBytes: Route.usualBody, maximumDepth: 32))
            guard value.object != nil else { throw Self.noObject("it is something else") }
            return value
        } catch let error as JSONError {
            throw noObject(error.description)
        }
    }

    private static func noObject(_ why: String) -> Refusal {
        Refusal(
            .invalidInputs,
            "The body is no JSON object: \(why).",
            human: Refusal.Human("Send one JSON object; /api/v1/openapi.json says which.")
        )
    }

    private func ownApprovals(_ request: ServiceRequest) async throws -> Response {
        try await answer(request) { session in
            let state = try request.query("state").map { word in
                guard let state = Approval.State(rawValue: word) else { throw Self.badState }
                return state
            }
            let found = try await context.approvals.list(agent: session.agent, state: state)
            return .json(200, ["approvals": .array(found.map(\.json))])
        }
    }

    private static let badState = Refusal(
        .invalidInputs,
        "There is no such state.",
        fieldErrors: [.init("/state", expected: "pending, approved, denied, used, expired or withdrawn")],
        next: Refusal.Call("describe_access")
    )

    /// Another agent's is as if it were not there.
    private func ownApproval(_ request: ServiceRequest) async throws -> Response {
        try await answer(request) { session in
            let found = try await context.approvals.find(request.parameters["approval"] ?? "")
            guard let found, found.agent == session.agent else { throw Self.noApproval }
            return .json(200, found.json)
        }
    }

    private func withdraw(_ request: ServiceRequest) async throws -> Response {
        try await answer(request) { session in
            guard let gone = try await context.approvals.withdraw(request.parameters["approval"] ?? "", agent: session.agent) else {
                throw Self.noApproval
            }
            return .json(200, gone.json)
        }
    }

    private static let noApproval = Refusal(
        .notVisible,
        "There is no such approval, or it is not open.",
        next: Refusal.Call("describe_access")
    )
}
