import Actions
import Gateway
import JSON
import MCP

/// What can be read by an address: each is an answer of an action, or an entry of the audit.
extension AgentTools {
    static let inventory = Resource(
        "cert://inventory",
        name: "inventory",
        title: "Certificates",
        description: "All certificates with their end and what each needs next; the first 200.",
        mimeType: json
    )

    static let audit = ResourceTemplate(
        "audit://{seq}",
        name: "audit",
        title: "An entry of the audit",
        description: "What you did and what became of it; the number stands as audit_seq in an answer.",
        mimeType: json
    )

    static let contract = ResourceTemplate(
        "spec://{operation}",
        name: "contract",
        title: "The contract of an operation",
        description: "What it takes and answers, whole, by its name as a search gives it.",
        mimeType: json
    )

    private static let json = "application/json"

    func read(_ uri: String) async throws -> Server.ReadOutcome? {
        guard let session = ToolCaller.current?.session else { throw RPCError.failed }
        do {
            return try await value(at: uri, session).map {
                .contents([ResourceContents(uri: uri, mimeType: Self.json, .text($0.text()))])
            }
        } catch let refusal as Refusal {
            guard [.unknownOperation, .notVisible].contains(refusal.code) else { throw RPCError(refusal) }
            return nil
        }
    }

    private func value(at uri: String, _ session: AgentSession) async throws -> JSONValue? {
        if uri == Self.inventory.uri { return try await AgentActions.run("cert_inventory", ["limit": 200], context, session) }
        if let number = Self.audit.values(of: uri)?["seq"].flatMap({ Int64($0) }) {
            return try await context.auditEntry(number, for: session)
        }
        guard let operation = Self.contract.values(of: uri)?["operation"] else { return nil }
        let arguments: JSONValue = ["operations": [.string(operation)], "detail": "full"]
        return try await AgentActions.run("load_operations", arguments, context, session)["operations"]?[0]
    }

    // MARK: Completion

    private static let mostCompletions = 100

    func complete(_ request: Server.CompletionRequest) async throws -> [String] {
        guard let session = ToolCaller.current?.session else { throw RPCError.failed }
        switch (request.reference, request.argument) {
        case (.resource(Self.contract.uriTemplate), "operation"):
            return try await context.operationNames(with: request.value, most: Self.mostCompletions)
        case (.prompt, "certificate"): return try await certificates(with: request.value, session)
        default: return []
        }
    }

    private func certificates(with part: String, _ session: AgentSession) async throws -> [String] {
        let arguments: JSONValue = part.isEmpty ? ["limit": 100] : ["limit": 100, "words": .string(String(part.prefix(100)))]
        do {
            let found = try await AgentActions.run("cert_inventory", arguments, context, session)
            return (found["certificates"]?.array ?? []).compactMap { $0["name"]?.string }
        } catch let refusal as Refusal {
            throw RPCError(refusal)
        }
    }
}

extension RPCError {
    /// Where there is no tool's result to say it in.
    fileprivate init(_ refusal: Refusal) {
        let code = refusal.code == .invalidInputs ? Code.invalidParams : Code.internal
        self.init(code, refusal.message, data: refusal.json)
    }
}
