import JSON

/// Something only a person can mend: what, why in the service's own words, and the next step.
package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case input
        case precondition
        case service
        case refused
        case notServed
        /// This machine's clock is wrong, so that nothing may be decided by it.
        case clock
    }

    package let kind: Kind
    package let what: String
    package let why: String
    package let nextStep: String
    package let owner: Party

    package init(_ kind: Kind, _ what: String, why: String, nextStep: String, owner: Party = .person) {
        self.kind = kind
        self.what = what
        self.why = why
        self.nextStep = nextStep
        self.owner = owner
    }

    package var description: String { "\(what)\n  why:  \(why)\n  next: \(nextStep)" }

    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "what": .string(what), "why": .string(why), "nextStep": .string(nextStep),
            "owner": .string(owner.rawValue),
        ]
    }

    package init?(json: JSONValue) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)), let what = json["what"]?.string else { return nil }
        self.init(
            kind,
            what,
            why: json["why"]?.string ?? "",
            nextStep: json["nextStep"]?.string ?? "",
            owner: json["owner"]?.string.flatMap(Party.init(rawValue:)) ?? .person
        )
    }
}
