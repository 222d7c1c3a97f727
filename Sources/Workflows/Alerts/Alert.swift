import AzureCore
import FoundationEssentials
import JSON

/// What somebody has to know of. The words are names that programs may rely on.
package enum AlertKind: String, Sendable, CaseIterable {
    /// An order, or a run of it, stays in a state that should pass.
    case stateAge = "state-age"
    /// A run was stopped, and goes on only when somebody has mended what stands in its way.
    case runStopped = "run-stopped"
    /// A certificate ends soon.
    case daysLeft = "days-left"
    /// A place between the order and the wire is not what it should be.
    case drift
    /// The authority left a name out of a certificate.
    case nameDropped = "name-dropped"
    /// The authority suspects fraud.
    case fraud
    /// One of the two principals lost what it needs in a vault.
    case vaultRights = "vault-rights"
    /// More than half of a reissue's overlap is over and the old certificate is still served.
    case overlapHalfGone = "overlap-half-gone"
    /// A machine's clock is wrong: nothing is decided there.
    case clockSkew = "clock-skew"
}

/// Something that holds now and is worth an alert.
package struct AlertCondition: Sendable, Hashable {
    /// The order it is about, or the machine.
    package let subject: String
    package let kind: AlertKind
    package let detail: String
    /// The next command.
    package let fix: String

    package init(_ kind: AlertKind, _ subject: String, _ detail: String, fix: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.fix = fix
    }
}

/// What became of an alert, once for all daemons: one opens it, and one closes it.
package struct AlertEvent: Sendable, Hashable {
    package enum Word: String, Sendable {
        case opened
        /// It still holds after a long time.
        case reminded
        case closed
    }

    package let word: Word
    package let alert: String
    package let condition: AlertCondition
    package let openedAt: Date
    package let at: Date

    /// The last part of what it is about.
    package var name: String { condition.subject.split(separator: "/").last.map(String.init) ?? condition.subject }

    /// What is sent. Nothing of it is secret.
    ///
    /// - Parameter id: of this message, by which whoever receives it twice knows it again.
    func json(id: String) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "event": .string(word.rawValue), "alert": .string(alert), "kind": .string(condition.kind.rawValue),
            "name": .string(name),
        ]
        if let order = ResourceID(condition.subject) {
            object["order"] = .string(condition.subject)
            object["subscriptionId"] = order.subscriptionId.map(JSONValue.string)
            object["resourceGroup"] = order.resourceGroup.map(JSONValue.string)
        }
        object["detail"] = .string(condition.detail)
        object["nextStep"] = .string(condition.fix)
        object["openedAt"] = .string(RFC3339.text(openedAt))
        object["at"] = .string(RFC3339.text(at))
        return .object(object)
    }
}
