import ArgumentParser
import Custody
import Foundation
import Gateway
import JSON
import Workflows

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read the chain of what was done through the gateway, and check it.",
        discussion: """
            Each entry holds the hash of the one before. A checkpoint is the hash of the last one, signed; kept where nobody who writes the \
            state can write, it shows later that nothing up to there was changed or cut off.
            """,
        subcommands: [List.self, Show.self, Export.self, Checkpoint.self, Verify.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the newest entries.")

        @Option(help: "So many at most, up to 1000.")
        var limit = 50

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let entries = try await AuditLog(store: try await Home().openPrepared()).newest(limit)
            switch global.output {
            case .json: Terminal.result(.array(entries.map(\.json)))
            case .table:
                var table = Table(header: ["ENTRY", "AT", "WHO", "WHAT", "ON"])
                for entry in entries {
                    let json = entry.json
                    table.rows.append([String(entry.seq)] + ["at", "actor", "action", "target"].map { json[$0]?.string ?? "" })
                }
                Terminal.result(entries.isEmpty ? "Nothing was done through the gateway yet." : table.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print one entry.")

        @Argument(help: ArgumentHelp("Its number.", valueName: "entry"))
        var entry: Int64

        func run() async throws {
            let log = AuditLog(store: try await Home().openPrepared())
            guard entry > 0, let found = try await log.entries(after: entry - 1, most: 1).first, found.seq == entry else {
                throw Problem(
                    .input,
                    "There is no entry \(entry).",
                    why: "the audit has no such number",
                    nextStep: "See them: signet audit list"
                )
            }
            Terminal.result(found.json.text(pretty: true))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write all entries to a new file, one line each, for its owner alone.")

        @Argument(help: ArgumentHelp("The file; it must not be there.", valueName: "file"))
        var file: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let log = AuditLog(store: try await Home().openPrepared())
            let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Problem(.input, "\(file) was not written.", why: String(cString: strerror(errno)), nextStep: "Name a new file.")
            }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            var last: Int64 = 0
            while true {
                let entries = try await log.entries(after: last)
                guard let end = entries.last else { break }
                try handle.write(contentsOf: Data(entries.map { $0.text + "\n" }.joined().utf8))
                last = end.seq
            }
            try handle.synchronize()
            switch global.output {
            case .json: Terminal.result(["file": .string(file), "entries": .number(JSONNumber(Int(clamping: last)))])
            case .table: Terminal.result("\(last) entries are in \(file). Check them: signet audit verify \(file)")
            }
        }
    }

    struct Checkpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sign the last entry, and print what to keep elsewhere.")

        func run() async throws {
            let home = Home()
            let log = AuditLog(store: try await home.openPrepared())
            guard let checkpoint = try await log.checkpoint(try await Custody.of(home)) else {
                throw Problem(
                    .precondition,
                    "There is nothing to sign.",
                    why: "the audit has no entry",
                    nextStep: "Add an agent first: signet agent add NAME"
                )
            }
            Terminal.result(checkpoint.json)
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the chain, of an export or of the state, and say which end nobody vouches for.",
            discussion: "Neither the state nor a key is needed for an export."
        )

        @Argument(help: ArgumentHelp("An export; the state itself when left out.", valueName: "file"))
        var file: String?

        @Option(help: ArgumentHelp("A checkpoint that was kept.", valueName: "file"))
        var checkpoint: String?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            var chain = AuditChain(checkpoint: try checkpoint.map(Self.read))
            do {
                if let file { try Self.take(file, &chain) } else { try await Self.takeState(&chain) }
                let end = try chain.end()
                show(vouchedTo: end.vouchedTo, count: end.count)
            } catch let broken as AuditChain.Break {
                throw Problem(
                    .precondition,
                    "The audit was changed.",
                    why: broken.description,
                    nextStep: "Compare it with an earlier export; what lies before that entry is whole."
                )
            }
        }

        private func show(vouchedTo: Int64, count: Int64) {
            let unvouched = vouchedTo < count
            switch global.output {
            case .json:
                Terminal.result([
                    "whole": true, "entries": .number(JSONNumber(Int(clamping: count))),
                    "vouchedTo": .number(JSONNumber(Int(clamping: vouchedTo))),
                ])
            case .table:
                let end =
                    unvouched
                    ? "Nobody vouches for the entries from \(vouchedTo + 1) on: whoever can write the state could have forged or cut off that end."
                    : "The checkpoint vouches for all of them."
                Terminal.result("\(count) entries, each follows from the one before. \(end)")
            }
        }

        private static func read(_ file: String) throws -> AuditCheckpoint {
            do {
                return try AuditCheckpoint(json: try JSONValue(parsing: Array(try BoundedSecret.read(file: file))))
            } catch let error where !(error is Problem) {
                throw Problem(
                    .input,
                    "\(file) is no checkpoint.",
                    why: "\(error)",
                    nextStep: "Give a file that signet audit checkpoint printed."
                )
            }
        }

        private static func takeState(_ chain: inout AuditChain) async throws {
            let log = AuditLog(store: try await Home().openPrepared())
            while true {
                let entries = try await log.entries(after: chain.count)
                guard !entries.isEmpty else { return }
                for entry in entries { try chain.take(entry.text) }
            }
        }

        /// Line by line; a line that never ends is none.
        private static func take(_ file: String, _ chain: inout AuditChain) throws {
            let handle: FileHandle
            do {
                handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            } catch {
                throw Problem(.input, "\(file) cannot be read.", why: error.localizedDescription, nextStep: "Name an export that exists.")
            }
            var rest: [UInt8] = []
            while let more = try handle.read(upToCount: 1 << 16), !more.isEmpty {
                rest += more
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    try chain.take(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeFirst(end + 1)
                }
                guard rest.count <= 1 << 20 else { throw AuditChain.Break(line: chain.count + 1, why: "the line does not end") }
            }
            guard rest.isEmpty else { throw AuditChain.Break(line: chain.count + 1, why: "the line was cut off") }
        }
    }
}
