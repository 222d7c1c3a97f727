import AzureCore

/// Somebody else changed the subject between the look and the write, so the write was not sent; the next look decides anew.
struct Overtaken: Error {
    let problem: Problem

    init(_ step: String, of order: ResourceID, why: String) {
        problem = Problem(
            .precondition,
            "'\(step)' of \(order.name) was not sent.",
            why: "since the last look \(why)",
            nextStep: "See where it stands: signet status \(order.name)"
        )
    }
}
