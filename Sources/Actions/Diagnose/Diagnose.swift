import AppServiceCertificates
import AzureCore
import AzureResources
import DNS
import FoundationEssentials
import JSON
import Workflows

/// One thing `signet doctor` looked at.
package struct Diagnosis: Sendable {
    package enum Level: String, Sendable {
        case ok
        case warning
        case failed
    }

    package let level: Level
    package let what: String
    package let detail: String
    /// What to do about it; empty when nothing is to be done.
    package let fix: String

    package init(_ level: Level, _ what: String, _ detail: String, fix: String = "") {
        self.level = level
        self.what = what
        self.detail = detail
        self.fix = fix
    }

    package var json: JSONValue {
        ["level": .string(level.rawValue), "what": .string(what), "detail": .string(detail), "fix": .string(fix)]
    }
}

/// Asks the profile's cloud whether an order could work, and what is wrong with the orders there are: reads only, in the order in
/// which one depends on the other.
package struct Diagnose: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction() async -> [Diagnosis] {
        let world = context.world
        var orders: [CertificateOrder] = []
        var findings: [Diagnosis] = [
            await look("certificate orders", ok: { (count: Int) in "\(count) in the subscription \(world.subscriptionId)" }) {
                orders = try await world.orders.list().all()
                return orders.count
            }
        ]
        guard findings.allSatisfy({ $0.level == .ok }) else { return findings }
        findings.append(
            await look("the profile's clock", ok: { RFC3339.text($0) }) { try await world.clock.now() }
        )
        for principal in [FirstParty.certificateRegistration, .appService] {
            findings.append(await self.principal(principal))
        }
        findings.append(
            await look("name resolution", ok: { _ in "answers" }) { try await world.resolver.txt("signet-doctor.invalid") }
        )
        return findings + (await OrderHealth(context).orders(orders))
    }

    /// The directory may be closed to an application that can do all the rest, so this is no failure.
    private func principal(_ principal: FirstParty) async -> Diagnosis {
        let what = "principal \(principal.displayName)"
        do {
            if let found = try await context.world.servicePrincipals.find(appId: principal.appId) {
                return Diagnosis(.ok, what, "object id \(found.id)")
            }
            return Diagnosis(.failed, what, "the tenant does not know it", fix: "az ad sp create --id \(principal.appId)")
        } catch {
            return Diagnosis(.warning, what, "could not be looked up: \(error.problem.why)", fix: error.nextStep)
        }
    }

    private func look<Value>(_ what: String, ok: (Value) -> String, _ read: () async throws -> Value) async -> Diagnosis {
        do {
            return Diagnosis(.ok, what, ok(try await read()))
        } catch let error as AzureError {
            return Diagnosis(.failed, what, error.problem.why, fix: error.nextStep)
        } catch {
            return Diagnosis(.failed, what, "\(error)", fix: "Mend that, then run signet doctor --live again.")
        }
    }
}
