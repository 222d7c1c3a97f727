import Actions
import ArgumentParser

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring an order's present certificate everywhere now.",
        discussion: """
            App Service takes a new certificate over within a day. This imports it now into every web certificate that comes from the order's \
            secret, binds it to every host name that serves one, and tells what each host name serves.
            """
    )

    @OptionGroup var target: OrderTarget
    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws { try await verb.run(.sync(target.order), global) }
}
