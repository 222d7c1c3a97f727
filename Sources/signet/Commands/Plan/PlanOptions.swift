import Actions
import ArgumentParser
import Foundation
import JSON
import Workflows

/// What every planned verb has in common at the command line.
struct PlanOptions: ParsableArguments {
    @Option(name: .customLong("out"), help: ArgumentHelp("Write the plan here, for signet apply.", valueName: "file"))
    var file: String?

    @Flag(help: "End with 0 when nothing is to be done, 2 when something is, 1 when it cannot be carried out.")
    var detailedExitcode = false

    func run(_ global: GlobalOptions, _ request: (ActionContext) throws -> PlanRequest) async throws {
        let plan = try await Session.open(global) { session, _ in try await MakePlan(session.context)(request(session.context)) }
        if let file {
            try PlanFile.write(plan.json, to: file)
            Terminal.note("Carry it out with: signet apply \(file)")
        }
        switch global.output {
        case .json: Terminal.result(plan.json)
        case .table: Terminal.result(PlanText(plan: plan).text)
        }
        guard detailedExitcode, !plan.isIdle else { return }
        throw plan.obstacle == nil ? ExitCode.hasChanges : ExitCode.failed
    }
}

/// A plan in a file, which only its owner reads: it names what there is.
enum PlanFile {
    static func write(_ json: JSONValue, to path: String) throws {
        let bytes = Data((json.text(pretty: true) + "\n").utf8)
        let files = FileManager.default
        // Made anew, so that the rights of a file that was there before do not stay.
        if files.fileExists(atPath: path) { try? files.removeItem(atPath: path) }
        guard files.createFile(atPath: path, contents: bytes, attributes: [.posixPermissions: 0o600]) else {
            throw Problem(
                .input,
                "The plan cannot be written to \(path).",
                why: "its folder does not exist or may not be written to",
                nextStep: "Name another file with --out."
            )
        }
    }

    static func read(_ path: String) throws -> PlanDocument {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let bytes = try handle.read(upToCount: longest + 1) ?? Data()
            guard bytes.count <= longest else { throw CocoaError(.fileReadTooLarge) }
            return try PlanDocument(json: JSONValue(parsing: Array(bytes)))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(
                .input,
                "The plan \(path) cannot be read.",
                why: (error as? JSONError).map { "\($0)" } ?? error.localizedDescription,
                nextStep: "Make one: signet plan renew NAME --out FILE"
            )
        }
    }

    /// Some thousands of renewals.
    private static let longest = 32 << 20
}
