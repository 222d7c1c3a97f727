import AppServiceCertificates
import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON
import KeyVault
import Synchronization
import Workflows

/// Calls one operation of the four APIs with the parameters and the body it is given, and returns the answer as it came.
package struct CallOperation: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// What a caller says about one call.
    package struct Call: Sendable {
        package let operation: APIOperation
        package let parameters: [String: String]
        package let body: JSONValue?
        /// Follow a list to its end instead of returning its first page.
        package let all: Bool
        /// Delete an order although something rests on it.
        package let isConfirmed: Bool

        package init(
            operation: APIOperation,
            parameters: [String: String],
            body: JSONValue? = nil,
            all: Bool = false,
            isConfirmed: Bool = false
        ) {
            self.operation = operation
            self.parameters = parameters
            self.body = body
            self.all = all
            self.isConfirmed = isConfirmed
        }
    }

    /// The body of the answer; nil when it has none. A list is an array of its items.
    package func callAsFunction(_ call: Call) async throws -> JSONValue? {
        let request = try self.request(call)
        if call.operation.id == "AppServiceCertificateOrders_Delete", !call.isConfirmed { try await requireUnused(request.target) }
        if call.operation.effect != .read, let order = Self.order(in: request.target) {
            return try await change(order, request, operation: call.operation.id, body: call.body)
        }
        guard call.operation.isPaged else { return try await context.world.pipeline.send(request).json }
        let pages = Paged(first: .success(request), pipeline: context.world.pipeline) { json throws(JSONFieldError) in json }.pages
        var items: [JSONValue] = []
        for try await page in pages {
            items += page
            if !call.all { break }
        }
        return .array(items)
    }

    /// Whatever changes an order takes its lease and is journalled, as a workflow's own writes are.
    func change(_ order: ResourceID, _ request: AzureRequest, operation: String, body: JSONValue?) async throws -> JSONValue? {
        let answer = Mutex<JSONValue?>(nil)
        let input = OrderCallInput(order: order, operation: operation, body: body)
        let ending = try await context.engine.drive(
            { [context] json in
                OrderCall(input: try OrderCallInput(json: json), world: context.world) {
                    let json = try await context.world.pipeline.send(request).json
                    answer.withLock { $0 = json }
                }
            },
            subject: order.subject,
            input: input.json,
            merge: { try Self.same($0, input) }
        )
        switch ending {
        case .finished: return answer.withLock { $0 }
        case .stopped(_, let problem): throw problem
        case .waiting(let run, let wait):
            throw Problem(
                .service,
                "\(operation) was not answered.",
                why: wait.reason,
                nextStep: "Let what became of it be found out: signet runs resume \(run.id)"
            )
        }
    }

    /// An earlier call that nobody knows the end of is gone on with only by the same call.
    private static func same(_ active: JSONValue, _ input: OrderCallInput) throws -> JSONValue {
        let before = try OrderCallInput(json: active)
        guard before != input else { return active }
        throw Problem(
            .precondition,
            "\(input.operation) was not sent to \(input.order.name).",
            why: "an earlier call of \(before.operation) ended before its answer came, and nobody knows what became of it",
            nextStep: "Let it be found out first: signet runs resume \(input.order.name)"
        )
    }

    /// The order a call is about; nil when it is about something else.
    static func order(in target: String) -> ResourceID? {
        let parts = target.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count >= 8, parts[6].lowercased() == "certificateorders" else { return nil }
        return ResourceID("/" + parts.prefix(8).joined(separator: "/"))
    }

    /// Deleting an order revokes its certificate, so what serves it or protects it is named first.
    private func requireUnused(_ target: String) async throws {
        guard let id = ResourceID(target) else { return }
        let order: CertificateOrder
        do {
            order = try await context.world.orders.get(resourceGroup: id.resourceGroup ?? "", name: id.name)
        } catch {
            guard error.code == .notFound else { throw error }
            return
        }
        if let problem = try await OrderHealth(context).findings(order).deletionProblem { throw problem }
    }

    func request(_ call: Call) throws -> AzureRequest {
        let operation = call.operation
        var left = call.parameters
        let segments = try operation.path.split(separator: "/").compactMap { try segment($0, operation, &left) }
        let (origin, scope, version) = try endpoint(operation, segments)
        let ownPath = operation.isOfVault ? Array(segments.dropFirst()) : segments
        guard let path = URLText.path(ownPath) else { throw unusable(operation, "a value is empty or consists of dots only") }
        let query = try self.query(operation, &left, version)
        if let stranger = left.keys.sorted().first {
            let known = (operation.parameters + operation.query + ["api-version"]).joined(separator: ", ")
            throw unusable(operation, "it has no parameter '\(stranger)'; it knows \(known)")
        }
        if call.body != nil, !operation.takesBody { throw unusable(operation, "it takes no body") }
        return AzureRequest(
            operation: operation.id,
            method: operation.method,
            url: origin + path,
            query: query,
            body: call.body,
            expectedStatuses: operation.statuses,
            scope: scope,
            repeatability: repeatability(operation),
            target: operation.isOfVault ? origin + path : path,
            knownRefusals: .appServiceCertificates + .keyVault
        )
    }

    /// Fills one `{name}`. A secret's version may be left out, which means the newest.
    private func segment(_ segment: Substring, _ operation: APIOperation, _ left: inout [String: String]) throws -> String? {
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return String(segment) }
        let name = String(segment.dropFirst().dropLast())
        if let value = left.removeValue(forKey: name) { return value }
        switch name {
        case "subscriptionId": return context.world.subscriptionId
        case "resourceGroupName":
            if let group = context.defaultResourceGroup { return group }
        case "secret-version" where operation.method == .get: return nil
        default: break
        }
        throw unusable(operation, "the parameter '\(name)' is missing")
    }

    private func endpoint(_ operation: APIOperation, _ segments: [String]) throws -> (origin: String, scope: TokenScope, version: String) {
        let cloud = context.world.cloud
        switch operation.service {
        case .resourceManager(let version): return (cloud.resourceManager, cloud.resourceManagerScope, version)
        case .vault(let version):
            guard let vault = segments.first, vault.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
                throw unusable(operation, "the parameter 'vaultName' is no name of a vault")
            }
            return (cloud.vaultURL(vault), cloud.keyVaultScope, version)
        }
    }

    private func query(
        _ operation: APIOperation,
        _ left: inout [String: String],
        _ version: String
    ) throws -> [(name: String, value: String)] {
        var query = operation.query.compactMap { name in left.removeValue(forKey: name).map { (name: name, value: $0) } }
        if operation.id == "Vaults_List", !query.contains(where: { $0.name == "$filter" }) {
            query.append((name: "$filter", value: "resourceType eq 'Microsoft.KeyVault/vaults'"))
        }
        return query + [(name: "api-version", value: left.removeValue(forKey: "api-version") ?? version)]
    }

    private func repeatability(_ operation: APIOperation) -> Repeatability {
        switch operation.effect {
        case .read: .read
        case .write, .delete: .idempotentWrite
        case .purchase: .once
        }
    }

    private func unusable(_ operation: APIOperation, _ why: String) -> Problem {
        Problem(
            .input,
            "\(operation.id) cannot be called like that.",
            why: why,
            nextStep:
                "Give each with --parameter NAME=VALUE: \(operation.parameters.filter { $0 != "subscriptionId" }.joined(separator: ", "))."
        )
    }
}
