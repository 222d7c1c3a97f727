import Crypto
import Foundation

/// A damaged state file is named, copied aside and refused until a person decides; recreating it would forget purchases.
enum DamagedFile {
    /// SQLite takes an empty file for a new database, so a file that was cut to nothing has to be caught before it is opened; whatever
    /// else is no database it finds itself.
    ///
    /// The file is only looked at from outside: whoever opens and closes it beside SQLite takes away the locks all connections of this
    /// process hold on it, and then another process that ends removes the journal from under them.
    static func refuseWhenEmpty(_ path: String) throws(StorageError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            throw StorageError(.inaccessible, "Cannot look at the state file \(path): \(String(cString: strerror(errno))).")
        }
        guard facts.st_size > 0 else { throw keepAside(path, because: "it is empty") }
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
