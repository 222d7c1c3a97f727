import Actions
import ArgumentParser

struct VerifyDomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-domain",
        abstract: "Prove the domain of an order.",
        discussion: """
            For an order that waits for its proof, and for an issued one whose proof grows old: with a young one the next renewal or reissue \
            does not wait. The record is published, seen, and the authority asked to look.
            """
    )

    @OptionGroup var target: OrderTarget
    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws { try await verb.run(.verifyDomain(target.order), global) }
}
