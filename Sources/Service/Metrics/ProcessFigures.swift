import Foundation

/// What this process takes of the machine, by the names every Prometheus knows. Read when asked, so that nothing runs meanwhile.
struct ProcessFigures: Sendable {
    let residentBytes: Int64?
    let openFiles: Int?
    let startedAt: Double

    private static let started = Date().timeIntervalSince1970

    /// To be called once at the start.
    static func begin() { _ = started }

    static func now() -> ProcessFigures {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first
        return ProcessFigures(
            residentBytes: pages.flatMap { Int64($0) }.map { $0 &* Int64(sysconf(Int32(_SC_PAGESIZE))) },
            openFiles: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count,
            startedAt: started
        )
    }

    var text: String {
        var text = PrometheusText()
        if let residentBytes {
            text.family("process_resident_memory_bytes", .gauge, help: "Memory of this process that is in use.")
            text.sample("process_resident_memory_bytes", LabelSet(), String(residentBytes))
        }
        if let openFiles {
            text.family("process_open_fds", .gauge, help: "Files and connections this process has open.")
            text.sample("process_open_fds", LabelSet(), String(openFiles))
        }
        text.family("process_start_time_seconds", .gauge, help: "When this process began, in seconds since 1970.")
        text.sample("process_start_time_seconds", LabelSet(), PrometheusText.number(startedAt))
        return text.text
    }
}
