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

    @OptionGroup var wanted: ReissueOptions
    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await verb.run(wanted.request, global)
    }
}

/// Which key the new certificate gets and how long the old one stays good.
struct ReissueOptions: ParsableArguments {
    @OptionGroup var target: OrderTarget

    @Option(help: ArgumentHelp("Bits of the RSA key; as before by default.", valueName: "bits"))
    var keySize: Int?

    @Option(help: ArgumentHelp("Hours until the old certificate is revoked, 1 to 168.", valueName: "hours"))
    var overlap = ReissueInput.longestOverlap

    @OptionGroup var keys: KeyOptions

    func validate() throws {
        guard keySize.map([2048, 3072, 4096].contains) ?? true else { throw ValidationError("--key-size takes 2048, 3072 or 4096.") }
        guard (1...ReissueInput.longestOverlap).contains(overlap) else {
            throw ValidationError(
                "--overlap takes 1 to \(ReissueInput.longestOverlap) hours; none would break what still serves the old certificate."
            )
        }
    }

    var request: PlanRequest {
        get throws { .reissue(target.order, keySize: keySize, overlapHours: overlap, key: try keys.choice()) }
    }
}
