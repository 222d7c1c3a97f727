import ArgumentParser
import Foundation

/// `--watch`: the same view again and again. On a terminal it stays in its place; elsewhere only what changed is printed.
struct WatchOptions: ParsableArguments {
    @Flag(help: "Look again and again, until interrupted.")
    var watch = false

    @Option(help: ArgumentHelp("Between two looks of --watch, 1 to 3600.", valueName: "seconds"))
    var interval = 5.0

    func validate() throws {
        guard (1...3600).contains(interval) else { throw ValidationError("--interval takes 1 to 3600 seconds.") }
    }

    /// - Parameter view: one look, as text for standard output.
    func show(_ view: () async throws -> String) async throws {
        guard watch else { return Terminal.result(try await view()) }
        var last = ""
        while true {
            let text = try await view()
            if Terminal.isScreen {
                Terminal.replaceScreen(with: text)
            } else if text != last {
                Terminal.result(text)
            }
            last = text
            try await Task.sleep(for: .seconds(interval))
        }
    }
}
