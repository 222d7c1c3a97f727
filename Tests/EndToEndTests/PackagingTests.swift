import Foundation
import Testing

/// What is shipped beside the binary, held against the tool that will read it.
@Suite(.fewAtOnce, .timeLimit(.minutes(1))) struct PackagingTests {
    @Test(.enabled(if: Workplace.hasTool("systemd-analyze")))
    func `the daemon's unit is one that systemd takes without a word`() async throws {
        try await Workplace.with { place in
            let root = #filePath.components(separatedBy: "/Tests/")[0]
            let unit = try String(contentsOfFile: "\(root)/Packaging/signet-daemon.service", encoding: .utf8)
            // Where it will be installed there is nothing yet.
            let file = try place.write(unit.replacing("/usr/local/bin/signet", with: Product.path()), to: "signet-daemon.service")
            let verdict = try await place.tool("systemd-analyze", "verify", file)
            #expect(verdict.way == .exit(0) && verdict.errors.isEmpty, "\(verdict)")
        }
    }
}
