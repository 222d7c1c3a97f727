import HTTPTypes
import JSON

/// The three budgets the service keeps apart.
public enum ThrottleVerb: String, Sendable, Hashable, CaseIterable {
    /// GET and HEAD.
    case reads
    /// PUT, PATCH and POST.
    case writes
    /// DELETE.
    case deletes

    init(_ method: HTTPRequest.Method) {
        switch method {
        case .get, .head, .options: self = .reads
        case .delete: self = .deletes
        default: self = .writes
        }
    }
}

/// What shares one budget: the calls of one principal on one subscription of one host, by verb.
public struct ThrottleKey: Sendable, Hashable {
    /// `host:port` of the service.
    public var host: String
    /// The subscription in lower case; empty for calls outside of one, which share the tenant's budget.
    public var subscription: String
    /// Any text that names the identity the calls are made with, such as its client id.
    public var principal: String
    /// Which of the budgets.
    public var verb: ThrottleVerb

    /// A key with all its parts.
    public init(host: String, subscription: String, principal: String, verb: ThrottleVerb) {
        self.host = host
        self.subscription = subscription.lowercased()
        self.principal = principal
        self.verb = verb
    }

    init(_ call: Call, principal: String) {
        self.init(
            host: call.origin.description,
            subscription: Self.subscription(in: call.message.url),
            principal: principal,
            verb: ThrottleVerb(call.message.method)
        )
    }

    /// The segment after `subscriptions` at the start of the path.
    private static func subscription(in url: String) -> String {
        let path = url.split(separator: "?", maxSplits: 1).first ?? ""
        let segments = path.split(separator: "/").dropFirst(2)
        guard segments.first?.lowercased() == "subscriptions" else { return "" }
        return segments.dropFirst().first.map(String.init) ?? ""
    }
}

/// Who goes first when calls have to wait.
public enum RequestPriority: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// A person or an agent is waiting for the answer.
    case interactive
    /// A certificate is close to its end.
    case urgentRenewal
    /// Everything that has time: inventory, syncs, probes.
    case background

    /// The earlier one goes first.
    public static func < (left: RequestPriority, right: RequestPriority) -> Bool { left.rawValue < right.rawValue }
}
