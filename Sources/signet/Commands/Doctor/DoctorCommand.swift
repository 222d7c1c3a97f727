import Actions
import ArgumentParser
import Foundation
import JSON
import Storage
import Workflows

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Check what signet rests on: its folder, configuration, state and profile and, with --live, the cloud behind it and its orders.",
        discussion: "Changes nothing in the cloud: --live makes reads only. Ends with 1 when something is wrong; each line says what to do."
    )

    @Flag(help: "Also ask the profile's cloud. Only reads are made.")
    var live = false

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let home = Home()
        var findings = [folder(home)] + ConfigurationCheck(home: home)()
        // Without a configuration nobody knows where the rest is.
        if findings.allSatisfy({ $0.level != .failed }) { findings += [await state(home), profiles(home)] }
        if live, findings.allSatisfy({ $0.level != .failed }) { findings += try await cloud() }
        switch global.output {
        case .json: Terminal.result(.array(findings.map(\.json)))
        case .table: Terminal.result(DiagnosisText.text(findings))
        }
        if findings.contains(where: { $0.level == .failed }) { throw ExitCode.failed }
    }

    private func folder(_ home: Home) -> Diagnosis {
        let what = "state folder"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: home.path) else {
            return Diagnosis(.ok, what, "\(home.path) will be made when it is needed")
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else {
            return Diagnosis(.warning, what, "\(home.path) can be read by others", fix: "chmod 700 '\(home.path)'")
        }
        return Diagnosis(.ok, what, home.path)
    }

    private func state(_ home: Home) async -> Diagnosis {
        do {
            if case .file(let path) = try home.location(), !FileManager.default.fileExists(atPath: path) {
                return Diagnosis(.ok, "state", "none yet")
            }
            return Diagnosis(.ok, "state", "\(try await home.openState().place) can be read")
        } catch let problem as Problem {
            return Diagnosis(problem, "state")
        } catch {
            return Diagnosis(.failed, "state", "\(error)", fix: "Do as said there, then run signet doctor again.")
        }
    }

    private func profiles(_ home: Home) -> Diagnosis {
        do {
            switch try ProfileStore(home: home).choose(global.profile) {
            case nil: return Diagnosis(.ok, "profile", "none: the local emulator serves")
            case (let name, .emulator(let file, _))?:
                _ = try ReadyFile(path: file)
                return Diagnosis(.ok, "profile", "\(name): the emulator of \(file)")
            case (let name, .azure(let azure))?:
                return Diagnosis(.ok, "profile", "\(name): subscription \(azure.subscriptionId)")
            }
        } catch let problem as Problem {
            return Diagnosis(problem, "profile")
        } catch {
            return Diagnosis(.failed, "profile", "\(error)", fix: "See: signet profile --help")
        }
    }

    private func cloud() async throws -> [Diagnosis] {
        do {
            return try await Session.open(global) { session, _ in await Diagnose(session.context)() }
        } catch let problem as Problem {
            return [Diagnosis(problem, "profile")]
        }
    }

}

/// What was looked at, for people: a line each, and below it what to do.
enum DiagnosisText {
    static func text(_ findings: [Diagnosis]) -> String {
        findings.map { finding in
            let line = "\(finding.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(finding.what): \(finding.detail)"
            return finding.fix.isEmpty ? line : line + "\n         \(finding.fix)"
        }.joined(separator: "\n")
    }
}
