import FoundationEssentials
import JSON

extension RenewalRules {
    private static let numbers: [(name: String, member: any WritableKeyPath<RenewalRules, Int> & Sendable)] = [
        ("chargedDays", \.chargedDays), ("purchaseDays", \.purchaseDays), ("windowDays", \.windowDays),
        ("autoRenewDays", \.autoRenewDays), ("proofWarningDays", \.proofWarningDays), ("proofMarginDays", \.proofMarginDays),
        ("renewalProofDays", \.renewalProofDays), ("deadlineWarningDays", \.deadlineWarningDays),
    ]
    private static let caps: [(name: String, member: any WritableKeyPath<RenewalRules, Int?> & Sendable)] = [
        ("leafDays", \.leafDays), ("proofReuseDays", \.proofReuseDays),
    ]

    /// The members that a file names, the others as they are by default.
    ///
    /// - Parameter file: named in what is thrown.
    package init(json: JSONValue, file: String) throws {
        self.init()
        do {
            guard let members = json.object else { throw JSONFieldError(pointer: "", expected: "an object", found: "something else") }
            for name in members.keys { try set(name, json) }
        } catch {
            let known = (Self.caps.map(\.name) + Self.numbers.map(\.name) + ["dueShare"]).joined(separator: ", ")
            throw Problem(
                .input,
                "The renewal rules in \(file) cannot be used.",
                why: "\(error)",
                nextStep: "Correct the file or remove it; it may have \(known)."
            )
        }
    }

    private mutating func set(_ name: String, _ json: JSONValue) throws {
        let fields = try JSONFields(json)
        if let number = Self.numbers.first(where: { $0.name == name }) {
            self[keyPath: number.member] = try Self.days(fields, name)
        } else if let cap = Self.caps.first(where: { $0.name == name }) {
            self[keyPath: cap.member] = try Self.days(fields, name)
        } else if name == "dueShare" {
            guard case .number(let number)? = json[name], let share = number.double, share > 0, share < 1 else {
                throw JSONFieldError(pointer: "/dueShare", expected: "a share between 0 and 1", found: "something else")
            }
            dueShare = share
        } else {
            throw JSONFieldError(pointer: "/\(name)", expected: "a known name", found: "'\(name)'")
        }
    }

    private static func days(_ fields: JSONFields, _ name: String) throws -> Int {
        guard let days = try fields.int(name), (0...3650).contains(days) else {
            throw JSONFieldError(pointer: "/\(name)", expected: "a number of days from 0 to 3650", found: "something else")
        }
        return days
    }
}
