import Foundation

/// The tree this test was compiled from, read as text.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let skippedFolders: Set<String> = ["__pycache__", "node_modules"]

    /// Whether git can be asked about the tree; an unpacked archive has no history.
    static let isClone = FileManager.default.fileExists(atPath: root.appending(path: ".git").path)

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The names directly inside a folder; hidden ones are left out.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter { !$0.hasPrefix(".") }.sorted()
    }

    static func folders(in folder: String) throws -> [String] {
        try names(in: folder).filter { isFolder("\(folder)/\($0)") }
    }

    /// Every file below the folder that is not hidden, as a path from the root. A folder that is not there has no files.
    static func files(below folder: String) throws -> [String] {
        guard isFolder(folder) else { return [] }
        return try names(in: folder).flatMap { name -> [String] in
            let path = folder == "." ? name : "\(folder)/\(name)"
            guard isFolder(path) else { return [path] }
            return skippedFolders.contains(name) ? [] : try files(below: path)
        }
    }

    static func swiftFiles() throws -> [String] {
        try ["Sources", "Tests", "Benchmarks", "Fuzz", "Examples"].flatMap(files(below:)).filter { $0.hasSuffix(".swift") } + [
            "Package.swift"
        ]
    }

    /// Texts people write: code, scripts and pages; fixtures in other formats keep the bytes they need.
    static func writtenFiles() throws -> [String] {
        let suffixes = [".swift", ".md", ".py", ".sh", ".ini", "Makefile"]
        return try files(below: ".").filter { path in suffixes.contains { path.hasSuffix($0) } } + [".ci/run"]
    }

    static func run(_ command: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.currentDirectoryURL = root
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
