import Actions
import ArgumentParser
import AzureCore
import AzureEmulator
import CertificateMaterial
import Custody
import DNS
import Foundation
import Gateway
import JSON
import Storage
import Workflows

/// The end of a command that did not do what it was asked: a message for people, or an object for programs, on standard error,
/// and the documented exit code.
enum Failure {
    static func end(_ error: any Error) -> Never {
        if let refusal = error as? Refusal { end(refusal) }
        let problem = problem(error)
        let asJSON = Terminal.wantsJSON(CommandLine.arguments)
        Terminal.error(asJSON ? JSONValue.object(["error": problem.json]).text(pretty: true) : "error: \(problem)")
        Foundation.exit(code(error, problem).rawValue)
    }

    /// A refusal is the same for programs on the command line as for agents elsewhere.
    private static func end(_ refusal: Refusal) -> Never {
        if Terminal.wantsJSON(CommandLine.arguments) {
            Terminal.error(refusal.json.text(pretty: true))
        } else {
            let fields = refusal.fieldErrors.map { "\n  \($0.pointer): \($0.expected)" }.joined()
            let upstream = (refusal.upstream?.message).map { "\n  the service says: \($0)" } ?? ""
            let next = refusal.human?.what ?? refusal.next.map { "\($0.tool) \($0.arguments.text())" } ?? "Try again later."
            Terminal.error("error: \(refusal.message) (\(refusal.code.rawValue))\(fields)\(upstream)\n  next: \(next)")
        }
        let code: ExitCode =
            switch refusal.fault {
            case .input: .usage
            case .access, .approval: refusal.retryAfterSeconds == nil ? .refused : .throttled
            case .upstream: refusal.code == .upstreamThrottled ? .throttled : .failed
            case .gateway: .failed
            }
        Foundation.exit(code.rawValue)
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
        case let error as GatewayError:
            Problem(error.code == .refused ? .refused : .input, "Nothing was changed.", why: error.description, nextStep: error.nextStep)
        case let error as PolicyFile.Unusable:
            Problem(.input, "The policy cannot be used.", why: error.description, nextStep: "Mend the file there and apply it again.")
        case let error as CanonicalRequest.Refused:
            Problem(.input, "The call is not one.", why: error.description, nextStep: "See what it takes: signet load OPERATION")
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
        case .precondition, .service, .notServed, .clock: return .failed
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
