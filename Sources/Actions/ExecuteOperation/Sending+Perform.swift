import AzureCore
import Catalog
import FoundationEssentials
import Gateway
import HTTPTypes
import JSON
import Workflows

/// Sending, and making an answer of what comes back.
extension Sending {
    /// So many bytes are given at once; the rest is read in parts.
    static let mostInline = 24 * 1024
    private static let mostItems = 1000

    func perform(_ execution: String, _ request: AzureRequest, _ clearance: Clearance) async throws -> Answer {
        try await Clearance.$current.withValue(clearance) {
            if call.place.kind == .signet {
                let made = try await OwnOperations(context: context, session: session, azure: call.azure, patience: patience)
                    .run(call.contract.operationId, call.request.inputs, request.body)
                return try await answer(execution, made.body, isRunning: made.run != nil, clearance) { answer in
                    answer.token = made.run.map { ["run": .string($0)] }
                    answer.waitingFor = made.waitingFor
                }
            }
            return try await upstream(execution, request, clearance)
        }
    }

    private func upstream(_ execution: String, _ request: AzureRequest, _ clearance: Clearance) async throws -> Answer {
        let host = call.place.origin?.description ?? ""
        if let wait = context.breaker.wait(for: host) {
            throw Refusal(
                .upstreamUnavailable,
                "\(host) has hardly answered for a while, so nothing is sent to it for some seconds.",
                retryAfterSeconds: wait
            )
        }
        do {
            let answer: Answer
            if let pages = paging {
                answer = try await list(execution, request, pages, clearance)
            } else if call.contract.effect != .read, let order = CallOperation.order(in: call.request.path) {
                answer = try await change(execution, order, request, clearance)
            } else {
                answer = try await once(execution, request, clearance)
            }
            context.breaker.record(host, isFailure: false)
            return answer
        } catch let error as AzureError {
            let isFailure = [.network, .timeout, .serviceUnavailable].contains(error.code) || (error.status ?? 0) >= 500
            if error.code != .refused, error.code != .cancelled { context.breaker.record(host, isFailure: isFailure) }
            throw error
        }
    }

    private func once(_ execution: String, _ request: AzureRequest, _ clearance: Clearance) async throws -> Answer {
        let response = try await call.place.pipeline.send(request)
        let isAsync = response.headers[Self.asyncOperation] != nil || (response.status != 200 && response.headers[.location] != nil)
        guard call.contract.effect != .read, call.contract.isLongRunning || response.status == 202 || isAsync else {
            return try await answer(execution, response.json ?? .null, isRunning: false, clearance) { answer in
                (answer.status, answer.requestId) = (response.status, response.requestId)
            }
        }
        var operation = try LongRunningOperation<JSONValue>
            .follow(response, to: request, pipeline: call.place.pipeline, whenEmpty: .some(.null)) { json throws(JSONFieldError) in json }
        let result = try await Following.wait(for: &operation, seconds: arguments["wait_s"]?.int ?? 20)
        let token = operation.token.json
        return try await answer(execution, result ?? response.json ?? .null, isRunning: result == nil, clearance) { answer in
            (answer.status, answer.requestId, answer.isAsync) = (response.status, response.requestId, isAsync)
            if result == nil { answer.token = ["operation": token, "vault": .optional(call.request.inputs["vaultName"]?.string)] }
        }
    }

    private static let asyncOperation = HTTPField.Name("Azure-AsyncOperation") ?? .location

    /// What changes an order goes under its lease and into its journal, whoever asked for it.
    private func change(_ execution: String, _ order: ResourceID, _ request: AzureRequest, _ clearance: Clearance) async throws -> Answer {
        let json = try await CallOperation(call.azure.unattended)
            .change(order, request, operation: call.contract.operationId, body: call.request.body)
        return try await answer(execution, json ?? .null, isRunning: false, clearance) { _ in }
    }

    // MARK: Lists

    /// How many items are wanted; nil for the service's first page as it is.
    private var paging: Int? {
        guard call.contract.effect == .read, call.contract.isPaged, let page = arguments["page"] else { return nil }
        return page["max_items"]?.int ?? (page["all"]?.bool == true ? Self.mostItems : nil)
    }

    private func list(_ execution: String, _ request: AzureRequest, _ most: Int, _ clearance: Clearance) async throws -> Answer {
        var (items, bytes, isWhole): ([JSONValue], Int, Bool) = ([], 0, true)
        let pages = Paged(first: .success(request), pipeline: call.place.pipeline) { json throws(JSONFieldError) in json }.pages
        for try await page in pages {
            bytes += page.reduce(0) { $0 + $1.bytes().count }
            items += page.prefix(most - items.count)
            guard items.count < most, bytes < AgentCall.answerBytes else {
                isWhole = false
                break
            }
        }
        let body: JSONValue = ["value": .array(items), "count": .number(JSONNumber(items.count)), "is_whole": .bool(isWhole)]
        return try await answer(execution, body, isRunning: false, clearance) { $0.status = 200 }
    }

    // MARK: The answer

    /// Without secrets, the parts that were asked for, and no more than fits.
    private func answer(
        _ execution: String,
        _ body: JSONValue,
        isRunning: Bool,
        _ clearance: Clearance,
        _ fill: (inout Answer) -> Void
    ) async throws -> Answer {
        let filter = try await context.filter(call.contract, session, origin: call.contract.name, audience: call.place.audience)
        let (clean, redactions) = try await filter?(body) ?? (body, [])
        let paths = (arguments["select"]?.array ?? []).compactMap(\.string)
        let selected = Projection.select(paths, of: clean)
        var answer = Answer(execution: execution, state: isRunning ? .running : .succeeded, body: selected, redactions: redactions)
        fill(&answer)
        if let requestId = answer.requestId { answer.requestId = filter?(requestId) ?? requestId }
        answer.seq = clearance.seq
        if arguments["page"] == nil, clean["nextLink"]?.string?.isEmpty == false {
            answer.next = Refusal.Call(call.tool, arguments.with("page", ["all": true]))
        }
        let bytes = clean.bytes()
        try await shorten(&answer, size: paths.isEmpty ? bytes.count : selected.bytes().count)
        try await record(answer, bytes)
        return answer
    }

    private func shorten(_ answer: inout Answer, size: Int) async throws {
        guard size > Self.mostInline else { return }
        let resource = try await context.results.keep(answer.body, of: answer.execution, for: session.agent)
        answer.truncated = ["bytes": .number(JSONNumber(size)), "resource": .string(resource)]
        // The items of a list, which is what a large answer mostly is; the whole would be too large again.
        let pointer = answer.body["value"]?.array == nil ? "" : "/value"
        answer.next = Refusal.Call(
            "read_result",
            ["resource": .string(resource), "pointer": .string(pointer), "offset": 0, "limit": 20]
        )
        answer.body = .null
    }

    private func record(_ answer: Answer, _ body: [UInt8]) async throws {
        let facts: JSONObject = [
            "execution": .string(answer.execution), "state": .string(answer.state.rawValue),
            "status": answer.status.map { .number(JSONNumber($0)) } ?? .null,
            "answer": .string("sha256:\(AuditEntry.hash(of: body))"),
            "redactions": .number(JSONNumber(answer.redactions.count)),
        ]
        try await context.audit.note(AuditDraft("call.answered", by: session.actor, on: call.contract.name, facts: .object(facts)))
    }

    // MARK: Refusals

    /// Why there is no answer, without secrets, with the one next step.
    func told(_ error: any Error, _ clearance: Clearance) async throws -> Refusal {
        var refusal = clearance.refusal ?? Refusal(any: error)
        if error is CancellationError || (error as? AzureError)?.code == .cancelled {
            guard clearance.hasSent, call.contract.effect != .read else { throw CancellationError() }
            refusal = Refusal(.outcomeUnknown, "The call was cancelled after it had left.")
        }
        let filter = try await context.filter(call.contract, session, origin: call.contract.name, audience: call.place.audience)
        refusal = refusal.filtered(filter)
        refusal.next = refusal.next ?? next(after: refusal, error as? AzureError)
        if case .api(let name) = call.place.kind, refusal.code == .credentialFailed {
            refusal.human = Refusal.Human("Seal one that works under the same name, then try it: signet credential check \(name)")
        }
        if refusal.next != nil, [.upstreamRejected, .notVisible].contains(refusal.code) { refusal.human = nil }
        let facts: JSONObject = ["code": .string(refusal.code.rawValue), "status": refusal.upstream?.json["http_status"] ?? .null]
        try await context.audit.note(AuditDraft("call.failed", by: session.actor, on: call.contract.name, facts: .object(facts)))
        return refusal
    }

    private func next(after refusal: Refusal, _ error: AzureError?) -> Refusal.Call? {
        let load = Refusal.Call("load_operations", ["operations": [.string(call.contract.name)]])
        switch refusal.code {
        case .upstreamThrottled, .upstreamUnavailable: return Refusal.Call(call.tool, arguments)
        case .notVisible:
            return Refusal.Call("search_operations", ["intent": .string("list \(call.contract.summary)".prefix(200).description)])
        case .upstreamRejected where error?.status == 400: return load
        case .resultTooLarge: return tooLarge(load)
        default: return nil
        }
    }

    private func tooLarge(_ load: Refusal.Call) -> Refusal.Call? {
        guard call.contract.isPaged, arguments["page"]?["max_items"]?.int != 5 else { return nil }
        return Refusal.Call(call.tool, arguments.with("page", ["max_items": 5]))
    }
}

extension Refusal {
    func filtered(_ filter: ResponseFilter?) -> Refusal {
        guard let filter else { return self }
        var clean = Refusal(code, filter(message), retryAfterSeconds: retryAfterSeconds, fieldErrors: fieldErrors, execution: execution)
        (clean.next, clean.scopes) = (next, scopes)
        clean.human = human.map { Human(filter($0.what), url: $0.url, expires: $0.expires) }
        clean.upstream = upstream.map {
            Upstream(
                status: $0.status,
                code: $0.code.map { filter($0) },
                message: $0.message.map { filter($0).plain },
                requestId: $0.requestId.map { filter($0) }
            )
        }
        return clean
    }
}

extension String {
    /// Quoted as data: of one line, without control characters, not long.
    fileprivate var plain: String { String(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }.prefix(500)) }
}
