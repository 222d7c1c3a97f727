import JSON

/// Why a call of an agent was not carried out, in a form the agent can act on: one code, one sentence, one next step.
///
/// The words hold no secret and no path of this machine; what an upstream said is quoted as data, in `upstream` alone.
package struct Refusal: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case unknownOperation = "unknown_operation"
        case unknownExecution = "unknown_execution"
        case invalidInputs = "invalid_inputs"
        case contractChanged = "contract_changed"
        case ambiguousCredential = "ambiguous_credential"
        case noCredential = "no_credential"
        case credentialFailed = "credential_failed"
        case credentialExpiring = "credential_expiring"
        case deniedByRule = "denied_by_rule"
        case sessionEnded = "session_ended"
        case notVisible = "not_visible"
        case approvalRequired = "approval_required"
        case approvalDenied = "approval_denied"
        case approvalExpired = "approval_expired"
        case planStale = "plan_stale"
        case budgetExhausted = "budget_exhausted"
        case rateLimited = "rate_limited"
        case upstreamThrottled = "upstream_throttled"
        case upstreamUnavailable = "upstream_unavailable"
        case upstreamRejected = "upstream_rejected"
        case outcomeUnknown = "outcome_unknown"
        case secretWithheld = "secret_withheld"
        case resultTooLarge = "result_too_large"
        /// The gateway itself could not do its part: the audit, the store.
        case gatewayFailed = "gateway_failed"
    }

    /// Who has to change something.
    package enum Fault: String, Sendable {
        case input, access, approval, upstream, gateway
    }

    /// A call that works as it stands: the name of a tool and its whole arguments.
    package struct Call: Sendable, Hashable {
        package let tool: String
        package let arguments: JSONValue

        package init(_ tool: String, _ arguments: JSONValue = [:]) {
            (self.tool, self.arguments) = (tool, arguments)
        }

        package var json: JSONValue { ["tool": .string(tool), "arguments": arguments] }
    }

    /// What only a person can do.
    package struct Human: Sendable, Hashable {
        package let what: String
        /// A page, or nil where none is served; the words then name a command.
        package let url: String?
        package let expires: String?

        package init(_ what: String, url: String? = nil, expires: String? = nil) {
            (self.what, self.url, self.expires) = (what, url, expires)
        }

        package var json: JSONValue { ["do": .string(what), "url": .optional(url), "expires_at": .optional(expires)] }
    }

    package struct FieldError: Sendable, Hashable {
        /// Into the arguments of the call: `/inputs/keySize`.
        package let pointer: String
        package let expected: String
        /// What stood there, shortened; nil when nothing did, or when it may be a secret.
        package let got: JSONValue?

        package init(_ pointer: String, expected: String, got: JSONValue? = nil) {
            (self.pointer, self.expected, self.got) = (pointer, expected, got)
        }

        package var json: JSONValue { ["pointer": .string(pointer), "expected": .string(expected), "got": got ?? .null] }
    }

    package struct Upstream: Sendable, Hashable {
        package let status: Int?
        package let code: String?
        package let message: String?
        package let requestId: String?

        package init(status: Int? = nil, code: String? = nil, message: String? = nil, requestId: String? = nil) {
            (self.status, self.code, self.message, self.requestId) = (status, code, message, requestId)
        }

        package var json: JSONValue {
            [
                "http_status": status.map { .number(JSONNumber($0)) } ?? .null, "code": .optional(code), "message": .optional(message),
                "request_id": .optional(requestId),
            ]
        }
    }

    package let code: Code
    package let message: String
    package var retryAfterSeconds: Int?
    package var fieldErrors: [FieldError]
    package var next: Call?
    package var human: Human?
    package var upstream: Upstream?
    package var execution: String?
    /// What the token would have to allow, where that is all that is missing: a door that can send people to sign in says it.
    package var scopes: Set<AgentScope>?

    package init(
        _ code: Code,
        _ message: String,
        retryAfterSeconds: Int? = nil,
        fieldErrors: [FieldError] = [],
        next: Call? = nil,
        human: Human? = nil,
        upstream: Upstream? = nil,
        execution: String? = nil
    ) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
        self.fieldErrors = fieldErrors
        self.next = next
        self.human = human
        self.upstream = upstream
        self.execution = execution
    }

    package var fault: Fault { code.fault }
    /// Whether the same call may be made again, after `retryAfterSeconds`.
    package var retryable: Bool { code.isRetryable }

    package var json: JSONValue {
        [
            "code": .string(code.rawValue), "message": .string(message), "retryable": .bool(retryable),
            "retry_after_s": retryAfterSeconds.map { .number(JSONNumber($0)) } ?? .null, "fault": .string(fault.rawValue),
            "field_errors": .array(fieldErrors.map(\.json)), "next": next?.json ?? .null, "human": human?.json ?? .null,
            "upstream": upstream?.json ?? .null, "execution": .optional(execution),
        ]
    }
}

extension Refusal.Code {
    package var fault: Refusal.Fault {
        switch self {
        case .unknownOperation, .unknownExecution, .invalidInputs, .contractChanged, .ambiguousCredential: .input
        case .noCredential, .credentialFailed, .credentialExpiring, .deniedByRule, .sessionEnded, .notVisible: .access
        case .budgetExhausted, .rateLimited: .access
        case .approvalRequired, .approvalDenied, .approvalExpired, .planStale: .approval
        case .upstreamThrottled, .upstreamUnavailable, .upstreamRejected, .outcomeUnknown: .upstream
        case .secretWithheld, .resultTooLarge, .gatewayFailed: .gateway
        }
    }

    package var isRetryable: Bool {
        switch self {
        case .budgetExhausted, .rateLimited, .upstreamThrottled, .upstreamUnavailable, .gatewayFailed: true
        default: false
        }
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
