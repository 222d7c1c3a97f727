import Actions
import ArgumentParser
import Workflows

struct ReissueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reissue",
        abstract: "Give an order a new key and certificate and go on until it is served.",
        discussion: """
            Free; the end of the certificate does not move. The old certificate is revoked when the overlap is over; the longest one is the \
            default, and every host name has to show the new certificate before this command ends.
            """
    )

    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @Option(help: ArgumentHelp("Bits of the RSA key; as before by default.", valueName: "bits"))
    var keySize: Int?

    @Option(help: ArgumentHelp("Hours until the old certificate is revoked, 1 to 168.", valueName: "hours"))
    var overlap = ReissueInput.longestOverlap

    @OptionGroup var issuance: IssuanceOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard keySize.map([2048, 3072, 4096].contains) ?? true else { throw ValidationError("--key-size takes 2048, 3072 or 4096.") }
        guard (1...ReissueInput.longestOverlap).contains(overlap) else {
            throw ValidationError(
                "--overlap takes 1 to \(ReissueInput.longestOverlap) hours; none would break what still serves the old certificate."
            )
        }
    }

    func run() async throws {
        Interruption.say("Interrupted. Nothing is lost: signet reissue \(name) goes on from here.")
        let outcome = try await Session.open(global, records: issuance.proof) { session, _ in
            try await ReissueCertificate(session.context)(
                name,
                resourceGroup: resourceGroup,
                keySize: keySize,
                overlapHours: overlap,
                patience: issuance.patience
            )
        }
        try issuance.end(outcome, global.output, again: "signet reissue \(name)")
    }
}
