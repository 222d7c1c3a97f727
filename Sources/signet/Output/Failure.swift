import Actions
import ArgumentParser
import AzureCore
import AzureEmulator
import CertificateMaterial
import Custody
import DNS
import Foundation
import JSON
import Storage
import Workflows

/// The end of a command that did not do what it was asked: a message for people, or an object for programs, on standard error,
/// and the documented exit code.
enum Failure {
    static func end(_ error: any Error) -> Never {
        let problem = problem(error)
        let asJSON = Terminal.wantsJSON(CommandLine.arguments)
        Terminal.error(asJSON ? JSONValue.object(["error": problem.json]).text(pretty: true) : "error: \(problem)")
        Foundation.exit(code(error, problem).rawValue)
    }

    private static func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as AzureError: error.problem
        case let error as CustodyError: error.problem
        case let error as StorageError:
            Problem(
                .precondition,
                "The state cannot be used.",
                why: error.description,
                nextStep: "Do as said above, then run the same command again."
            )
        case let error as ProbeError:
            Problem(
                .notServed,
                "No certificate was seen for \(error.hostName) at \(error.endpoint).",
                why: error.reason,
                nextStep: error.nextStep + "."
            )
        case let error as EmulatorError:
            Problem(.precondition, "The emulator did not start.", why: error.description, nextStep: "See: signet emulator run --help")
        case let error as LeaseLost:
            Problem(.precondition, "Stopped.", why: error.description, nextStep: "See where it stands: signet status")
        case let error as DNSError:
            Problem(
                .precondition,
                "A name could not be looked up.",
                why: error.description,
                nextStep: "Check the resolver, then run the same command again."
            )
        case is CancellationError:
            Problem(
                .refused,
                "Interrupted.",
                why: "the command was asked to stop",
                nextStep: "Run the same command again; it goes on where it was."
            )
        case let error as TransportError:
            Problem(
                .precondition,
                "No connection.",
                why: "\(error)",
                nextStep: "Check the address and that the service runs, then run the same command again."
            )
        default:
            Problem(
                .service,
                "The command failed.",
                why: "\(error)",
                nextStep: "Run it again; if it fails again, report it with this message."
            )
        }
    }

    private static func code(_ error: any Error, _ problem: Problem) -> ExitCode {
        if let error = error as? AzureError, error.code == .throttled { return .throttled }
        switch problem.kind {
        case .input: return .usage
        case .refused: return .refused
        case .precondition, .service, .notServed: return .failed
        }
    }
}

/// What the exit codes mean; `docs/cli.md` lists them.
extension ExitCode {
    static let failed = ExitCode(1)
    static let hasChanges = ExitCode(2)
    static let waitingForDomainProof = ExitCode(3)
    static let refused = ExitCode(4)
    static let throttled = ExitCode(5)
    static let usage = ExitCode(64)
}
