import AppServiceCertificates
import AzureCore
import Catalog
import FoundationEssentials
import Gateway
import HTTPTypes
import JSON
import KeyVault
import Workflows

/// One call of an agent, read and made into the one request that is decided about and sent.
struct AgentCall: Sendable {
    /// A person's approval of it is being used.
    let tool: String
    let arguments: JSONValue
    let contract: Contract
    let place: CallPlace
    let request: CanonicalRequest
    let azure: ActionContext

    /// Of a whole input; a PFX of the largest kind has a tenth of it.
    static let mostInputBytes = 60 * 1024
    static let answerBytes = Results.mostBytes

    init(_ tool: String, _ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws {
        (self.tool, self.arguments) = (tool, arguments)
        let contract = try await context.library.contract(arguments["operation"]?.string ?? "")
        self.contract = contract
        try Self.check(tool, arguments, contract, session)
        azure = try await context.azure()
        let inputs = Self.inputs(arguments["inputs"] ?? [:], contract, azure)
        do {
            place = try await CallPlace(contract, inputs, credential: arguments["credential"]?.string, context, azure)
        } catch var refusal as Refusal {
            // Which of several: the same call with one of them.
            if refusal.code == .ambiguousCredential, let chosen = refusal.next?.arguments["credential"] {
                refusal.next = Refusal.Call(tool, arguments.with("credential", chosen))
            }
            throw refusal
        }
        do {
            request = try CanonicalRequest(
                contract,
                inputs,
                filled: ["subscriptionId": azure.world.subscriptionId, "api-version": contract.version],
                server: place.server
            )
        } catch {
            throw Refusal(
                .invalidInputs,
                "The inputs are not what \(contract.name) takes.",
                fieldErrors: error.complaints.map { Refusal.FieldError($0.pointer, expected: $0.expected) },
                next: Refusal.Call("load_operations", ["operations": [.string(contract.name)]])
            )
        }
        try checkHandles(inputs)
    }

    private static func check(_ tool: String, _ arguments: JSONValue, _ contract: Contract, _ session: AgentSession) throws(Refusal) {
        let load = Refusal.Call("load_operations", ["operations": [.string(contract.name)]])
        guard (arguments["inputs"] ?? [:]).bytes().count <= mostInputBytes else {
            throw Refusal(
                .invalidInputs,
                "The inputs have more than \(mostInputBytes) bytes.",
                fieldErrors: [Refusal.FieldError("/inputs", expected: "at most \(mostInputBytes) bytes")],
                next: load
            )
        }
        let isRead = tool == ExecuteOperation.readName
        if isRead, !contract.isPlainRead {
            let what = contract.returnsSecret ? "returns a secret, which leaves as a handle" : "\(contract.effect.rawValue)s something"
            throw Refusal(
                .invalidInputs,
                "\(contract.name) \(what), so it goes through execute.",
                fieldErrors: [Refusal.FieldError("/operation", expected: "an operation that only looks")],
                next: contract.call(arguments["inputs"] ?? [:])
            )
        }
        let needed = AgentScope.needed(for: contract.effect)
        guard session.scopes.contains(needed) else { throw Refusal.narrow(session, needs: needed, for: contract.name) }
        let given = arguments["schema_digest"]?.string
        guard given == contract.digest || (given == nil && contract.effect == .read) else {
            let why =
                given == nil ? "a call that changes something names the schema_digest it was made by" : "the contract is another one now"
            throw Refusal(.contractChanged, "\(contract.name): \(why).", next: load)
        }
    }

    /// What it does and to what, in a line for people; the whole address stands below it.
    var title: String {
        let names = contract.places.filter { $0.place == "path" && !["subscriptionId", "resourceGroupName"].contains($0.name) }
            .compactMap { request.inputs[$0.name]?.string }
        let what = contract.summary.hasSuffix(".") ? String(contract.summary.dropLast()) : contract.summary
        return ([what] + (names.isEmpty ? [] : [names.joined(separator: " / ")])).joined(separator: ": ")
    }

    /// On an emulator there is a resource group to work in when none is named.
    private static func inputs(_ inputs: JSONValue, _ contract: Contract, _ azure: ActionContext) -> JSONValue {
        guard let group = azure.defaultResourceGroup, inputs["resourceGroupName"] == nil,
            contract.places.contains(where: { $0.name == "resourceGroupName" })
        else { return inputs }
        return inputs.with("resourceGroupName", .string(group))
    }

    /// A secret in an address would stand in logs on its way.
    private func checkHandles(_ inputs: JSONValue) throws(Refusal) {
        let body = contract.places.first { $0.place == "body" }?.name
        guard let member = inputs.object?.first(where: { $0.key != body && $0.value.string.map(Handles.isOne) ?? false }) else { return }
        throw Refusal(
            .secretWithheld,
            "A handle can be used inside of a body, not in '\(member.key)', which becomes a part of the address.",
            fieldErrors: [Refusal.FieldError("/inputs/\(member.key)", expected: "a text that is no handle")],
            next: Refusal.Call("load_operations", ["operations": [.string(contract.name)]])
        )
    }

    /// What is asked of the policy.
    func question(_ session: AgentSession, cost: Double? = nil, at now: Date) -> PolicyRequest {
        PolicyRequest(request, agent: session.agent, cost: cost, at: now)
    }

    private static let successes: Set = [200, 201, 202, 203, 204, 206]
    private static let knownRefusals: [KnownRefusal] = .appServiceCertificates + .keyVault

    /// The request as the pipeline sends it, with what handles stand for put in their place.
    func azureRequest(body: JSONValue?) -> AzureRequest {
        var made = AzureRequest(
            operation: contract.operationId,
            method: HTTPRequest.Method(rawValue: request.method) ?? .get,
            url: place.server + request.path,
            query: request.query.map { ($0.name, $0.value) },
            body: body,
            expectedStatuses: Self.successes,
            scope: place.scope,
            // A call that changes something leaves once: what became of it is read, not tried.
            repeatability: contract.effect == .read ? .read : .once,
            target: request.path,
            knownRefusals: Self.knownRefusals,
            maximumResponseBytes: Self.answerBytes,
            timeout: contract.effect == .read ? .seconds(60) : .seconds(120)
        )
        for field in request.headers {
            if let name = HTTPField.Name(field.name) { made.headers.append(HTTPField(name: name, value: field.value)) }
        }
        return made
    }

    /// A value with each handle in it replaced by the secret it stands for.
    static func opened(_ value: JSONValue, _ handles: Handles, agent: String, audience: String) async throws -> JSONValue {
        switch value {
        case .string(let text) where Handles.isOne(text):
            return .string(try await handles.open(text, for: agent, audience: audience).reveal())
        case .array(let elements):
            var opened: [JSONValue] = []
            for element in elements { opened.append(try await Self.opened(element, handles, agent: agent, audience: audience)) }
            return .array(opened)
        case .object(let members):
            var object = JSONObject()
            for (key, member) in members { object[key] = try await opened(member, handles, agent: agent, audience: audience) }
            return .object(object)
        default: return value
        }
    }
}

extension JSONValue {
    /// The same object with a member set.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        var object = object ?? [:]
        object[name] = value
        return .object(object)
    }
}
