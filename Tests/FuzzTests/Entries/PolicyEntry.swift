import Catalog
import Foundation
import JSON

@testable import Gateway

extension FuzzEntry {
    /// A policy as a person might write it: refused with its place, or rules of which none that is about nothing allows anything, and
    /// without which nothing is allowed.
    static let policy = FuzzEntry("Policy", mutants: 3000) { bytes in
        let policy: Policy
        do {
            policy = try PolicyFile { PolicyWindow($0) { _ in true } }.read(bytes)
        } catch let error as PolicyFile.Unusable {
            try hold(!error.place.isEmpty && !error.why.isEmpty, "refused without a place or a reason")
            return false
        }
        try hold(policy.rules.allSatisfy { $0.hasConditions || $0.verdict == .deny }, "a rule without a condition allows")
        try hold(Set(policy.rules.map(\.name)).count == policy.rules.count, "two rules of one name")
        for effect in Effect.allCases {
            let request = PolicyRequest(
                agent: "robot",
                operation: "certificate-orders/AppServiceCertificateOrders_Renew",
                effect: effect,
                method: "POST",
                path: "/subscriptions/1/resourceGroups/shop/providers/A.B/things/web/renew",
                inputs: ["certificateOrderName": "web", "body": ["properties": ["keySize": 2048]]],
                cost: 70,
                at: Date(timeIntervalSince1970: 0)
            )
            let decision = policy.decide(request)
            try hold(!decision.reason.isEmpty, "a decision without a reason")
            try hold(decision.rule != nil || decision.verdict == .deny, "no rule, and yet not denied")
            let first = policy.rules.first { $0.mismatch(request, used: 0) == nil }
            try hold(first?.name == decision.rule && (first?.verdict ?? .deny) == decision.verdict, "not the first rule that fits")
        }
        return true
    }
}
