import Foundation
import Workflows

/// A file that only its owner may read, there whole or not at all.
enum OwnFile {
    static func write(_ text: String, to path: String) throws {
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        guard rename(temporary, path) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Problem {
        Problem(
            .input,
            "\(path) was not written.",
            why: String(cString: strerror(errno)),
            nextStep: "Name a file in a folder you may write to."
        )
    }
}
