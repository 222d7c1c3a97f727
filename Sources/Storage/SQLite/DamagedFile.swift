import Crypto
import Foundation

/// A damaged state file is named, copied aside and refused until a person decides; recreating it would forget purchases.
enum DamagedFile {
    /// SQLite takes an empty file for a new database, so a file that was cut to nothing has to be caught before it is opened.
    static func refuseUnlessDatabase(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StorageError(.inaccessible, "Cannot read the state file \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 16)
        let count = read(descriptor, &header, header.count)
        guard count == 16, header.starts(with: Array("SQLite format 3".utf8)) else {
            throw keepAside(path, because: count == 0 ? "it is empty" : "it does not start as a database does")
        }
    }

    /// Copies the file to a name made from its content, so that a second look at the same damage makes no second copy.
    static func keepAside(_ path: String, because reason: String) -> StorageError {
        let copy = "\(path).corrupt-\(fingerprint(path))"
        let kept = FileManager.default.fileExists(atPath: copy) || (try? FileManager.default.copyItem(atPath: path, toPath: copy)) != nil
        let where_ = kept ? "A copy is kept as \(copy)." : "No copy could be written beside it."
        return StorageError(
            .corrupt,
            "The state file \(path) is damaged: \(reason). \(where_) It was not changed and is not recreated, because it knows what was "
                + "bought. Restore it from a backup, or move it away to start with an empty state: mv '\(path)' '\(path).old'"
        )
    }

    private static func fingerprint(_ path: String) -> String {
        let content = FileManager.default.contents(atPath: path) ?? Data()
        return SHA256.hash(data: content).prefix(6).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
