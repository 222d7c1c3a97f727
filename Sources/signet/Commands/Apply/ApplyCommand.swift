import Actions
import ArgumentParser
import Workflows

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry out a plan that was written down.",
        discussion: """
            Plans again from the world as it is and refuses when the plan would be another one by now. A plan is carried out once: while its run \
            is there this goes on with it, and after that it is refused.
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
        let saved = try PlanFile.read(file)
        Interruption.say("Interrupted. Nothing is lost: signet apply \(file) goes on from here.")
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
}
