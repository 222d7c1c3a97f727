import Foundation
import Testing

/// A few thousand damaged inputs for each entry; `make fuzz` goes on from there.
@Suite struct ShortRunTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz")

    private static func files(in folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted { $0.path < $1.path }
    }

    private static func seeds(of entry: FuzzEntry) throws -> [(name: String, bytes: [UInt8])] {
        try files(in: folder.appending(path: "\(entry.name)/Seeds")).map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    /// The dictionary of the fuzzer: one quoted word a line, with `\xHH` for other bytes.
    private static func words(of entry: FuzzEntry) throws -> [[UInt8]] {
        let file = folder.appending(path: "\(entry.name)/Dictionary")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            try #require(line.hasPrefix("\"") && line.hasSuffix("\"") && line.utf8.count > 2, "\(entry) has the word \(line)")
            return try unescaped(Array(line.utf8.dropFirst().dropLast()))
        }
    }

    private static func unescaped(_ word: [UInt8]) throws -> [UInt8] {
        var rest = word[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            guard escaped == UInt8(ascii: "x") else {
                bytes.append(escaped)
                continue
            }
            bytes.append(try #require(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)))
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    @Test func `every folder of seeds has its entry`() throws {
        let folders = try Self.files(in: Self.folder).filter(\.hasDirectoryPath).map(\.lastPathComponent)
        #expect(Set(folders) == Set(FuzzEntry.all.map(\.name)))
    }

    @Test(arguments: FuzzEntry.all) func `every seed is read`(entry: FuzzEntry) throws {
        let seeds = try Self.seeds(of: entry)
        #expect(!seeds.isEmpty)
        for seed in seeds { #expect(try entry.check(seed.bytes), "\(seed.name)") }
    }

    @Test(arguments: FuzzEntry.all) func `what must hold of every input holds of damaged seeds`(entry: FuzzEntry) throws {
        var mutator = Mutator(seeds: try Self.seeds(of: entry).map(\.bytes), words: try Self.words(of: entry), number: 1)
        var broken = 0
        for _ in 0..<entry.mutants where broken < 3 {
            let mutant = mutator.mutant()
            do {
                _ = try entry.check(mutant)
            } catch {
                broken += 1
                Issue.record("\(entry): \(error)\nbase64 \(Data(mutant).base64EncodedString())")
            }
        }
    }
}
