import Foundation
import Workflows

/// Secret bytes as people hand them over: a file, a variable or a stream, with a line's end that is not part of it.
enum BoundedSecret {
    private static let mostBytes = 64 << 10

    static func read(file path: String) throws -> Data {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw unreadable("the file \(path)", String(cString: strerror(errno)))
        }
        defer { try? handle.close() }
        return try read(handle, what: "the file \(path)")
    }

    static func readInput() throws -> Data { try read(.standardInput, what: "standard input") }

    private static func read(_ handle: FileHandle, what: String) throws -> Data {
        var bytes = Data()
        while bytes.count <= mostBytes, let more = try handle.read(upToCount: mostBytes + 1 - bytes.count), !more.isEmpty { bytes += more }
        guard bytes.count <= mostBytes else { throw unreadable(what, "it holds more than \(mostBytes) bytes") }
        return try trimmed(bytes, what: what)
    }

    static func trimmed(_ bytes: Data, what: String) throws -> Data {
        var bytes = bytes
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty else { throw unreadable(what, "it is empty") }
        return bytes
    }

    private static func unreadable(_ what: String, _ why: String) -> Problem {
        Problem(
            .precondition,
            "Nothing could be read from \(what).",
            why: why,
            nextStep:
                "Name a file or variable that holds it. A secret can also come on standard input, or be typed at the terminal's prompt."
        )
    }
}
