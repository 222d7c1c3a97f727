import Actions
import ArgumentParser
import Workflows

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry out what was planned and written down.",
        discussion: """
            Plans again from the world as it is and refuses when the plan would be another one by now. A plan is carried out once: while its run \
            is there this goes on with it, and after that it is refused. Of all renewals that were due, those that are done are left alone and \
            the others carried out one after the other.
            """
    )

    @Argument(help: ArgumentHelp("The file signet plan --out wrote.", valueName: "file"))
    var file: String

    @Flag(help: "Accept the charge without being asked.")
    var acceptCharge = false

    @Flag(help: "Accept that the certificate is revoked without being asked.")
    var acceptRevocation = false

    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let document = try PlanFile.read(file)
        Interruption.say("Interrupted. Nothing is lost. Go on with: signet apply \(file)")
        switch document {
        case .one(let saved): try await apply(saved)
        case .many(let saved): try await apply(saved)
        }
    }

    private func apply(_ saved: SavedPlan) async throws {
        let outcome = try await Session.open(global, records: verb.proof) { session, printer in
            try await ApplyPlan(session.context)(
                saved,
                patience: verb.patience,
                shows: { [quiet = global.quiet] in if !quiet { printer.print($0) } },
                accept: Terminal.consent(charge: acceptCharge, revocation: acceptRevocation)
            )
        }
        try verb.end(outcome, global.output, again: "signet apply \(file)")
    }

    private func apply(_ saved: SavedPlans) async throws {
        let results = try await Session.open(global, records: verb.proof) { session, printer in
            // Whoever has to publish a record or mend a vault is not waited for: the others come first.
            try await ApplyPlans(session.context)(
                saved,
                patience: Patience(seconds: verb.timeout, notWith: [.domainOwner, .vaultOwner, .person]),
                shows: { [quiet = global.quiet] in if !quiet { printer.print($0) } },
                accept: Terminal.consent(charge: acceptCharge, revocation: acceptRevocation)
            )
        }
        try AppliedText(results: results).end(global.output, again: "signet apply \(file)")
    }
}
