import Custody

extension CustodyError {
    /// Its words name the record and the next step already.
    package var problem: Problem {
        Problem(
            code == .invalid ? .input : .precondition,
            "A sealed record cannot be used.",
            why: description,
            nextStep: "Do as said above, then run the same command again."
        )
    }
}
