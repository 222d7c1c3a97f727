import HTTPTypes

/// One operation of the four APIs, as `signet api` calls it: what it is named, where it goes and what it does there.
package struct APIOperation: Sendable {
    package enum Service: Sendable, Hashable {
        /// Azure Resource Manager, under `{subscriptionId}`.
        case resourceManager(apiVersion: String)
        /// The vault named by the parameter `vaultName`.
        case vault(apiVersion: String)
    }

    package enum Effect: String, Sendable {
        case read
        case write
        case delete
        /// Buys, or replaces what is bought; sent once and never again.
        case purchase
    }

    package let id: String
    package let method: HTTPRequest.Method
    /// With `{parameter}` for each name to fill in.
    package let path: String
    package let service: Service
    package let effect: Effect
    package let isPaged: Bool
    /// Query parameters it knows besides `api-version`.
    package let query: [String]
    package let statuses: Set<Int>

    init(
        _ id: String,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ service: Service,
        _ effect: Effect? = nil,
        paged: Bool = false,
        query: [String] = [],
        statuses: Set<Int>? = nil
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.service = service
        self.effect = effect ?? Self.effect(of: method)
        isPaged = paged
        self.query = query
        self.statuses = statuses ?? Self.statuses(of: method)
    }

    /// The names to fill in, in the order of the path. The subscription is known from the profile.
    package var parameters: [String] {
        path.split(separator: "/").flatMap { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}") ? [String(segment.dropFirst().dropLast())] : []
        }
    }

    /// Whether it goes to a vault's own address.
    var isOfVault: Bool { if case .vault = service { true } else { false } }

    package var takesBody: Bool { [.put, .patch, .post].contains(method) }

    private static func effect(of method: HTTPRequest.Method) -> Effect {
        switch method {
        case .get: .read
        case .delete: .delete
        default: .write
        }
    }

    private static func statuses(of method: HTTPRequest.Method) -> Set<Int> {
        switch method {
        case .get: [200]
        case .delete: [200, 202, 204]
        default: [200, 201, 202, 204]
        }
    }
}
