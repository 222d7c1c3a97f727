import Foundation

/// Prints the figures that are measured inside a process. `make bench` runs it; nothing here passes or fails.
@main
struct SignetBenchmarks {
    static func main() async throws {
        try await JournalledStep.measure(steps: 2000)
    }
}
