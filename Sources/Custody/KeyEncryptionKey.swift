import Crypto
import CryptoExtras
import Foundation
import JSON
import Storage

/// Where the key around all data keys comes from.
package enum KeySource: Sendable {
    /// 32 random bytes or more in a file that only its owner can read. Keep it outside the state folder, and a copy elsewhere.
    case file(String)
    case passphrase(Passphrase)

    /// A passphrase, held so that it can be read again while the process lives.
    package final class Passphrase: Sendable {
        let bytes: Plaintext
        package init(_ bytes: consuming Plaintext) { self.bytes = bytes }
    }

    package static let fileWord = "file"
    package static let passphraseWord = "passphrase"

    package var word: String {
        switch self {
        case .file: Self.fileWord
        case .passphrase: Self.passphraseWord
        }
    }

    /// Where it was when it was taken into use: processes that run meanwhile find a new key file there. Empty for a passphrase.
    var place: String {
        switch self {
        case .file(let path): path
        case .passphrase: ""
        }
    }
}

/// Which key is asked for.
package enum KeyNeed: Sendable, Hashable {
    /// The store has none yet.
    case first
    /// One of that kind; a file was at that place when it was taken into use.
    case known(source: String, place: String)
}

/// How a key is derived, as it stands in its row: nothing of it is secret.
struct KeyRecipe: Sendable, Hashable {
    let id: String
    let source: String
    let place: String
    let salt: Data
    let rounds: Int
    let blockSize: Int
    let parallelism: Int

    static func new(for source: KeySource, rounds: Int) -> KeyRecipe {
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        return KeyRecipe(
            id: UUID().uuidString.lowercased(),
            source: source.word,
            place: source.place,
            salt: salt,
            rounds: rounds,
            blockSize: 8,
            parallelism: 1
        )
    }

    func key(from source: KeySource) throws -> SymmetricKey {
        switch source {
        case .file(let path):
            let material = try KeyFile.read(path)
            return material.withBytes { bytes in
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: bytes),
                    salt: salt,
                    info: Data("signet custody".utf8),
                    outputByteCount: 32
                )
            }
        case .passphrase(let words):
            // The bounds keep a damaged row from asking for all memory of the machine.
            guard rounds.nonzeroBitCount == 1, (2...(1 << 20)).contains(rounds), (1...32).contains(blockSize),
                (1...16).contains(parallelism)
            else {
                throw CustodyError(.tampered, "The key \(id) asks for a derivation outside the limits. Restore the state file from a copy.")
            }
            return try words.bytes.withBytes { bytes in
                try KDF.Scrypt.deriveKey(
                    from: bytes,
                    salt: salt,
                    outputByteCount: 32,
                    rounds: rounds,
                    blockSize: blockSize,
                    parallelism: parallelism,
                    maxMemory: 1 << 30
                )
            }
        }
    }
}

/// The file with the key material.
package enum KeyFile {
    private static let fewestBytes = 32
    private static let mostBytes = 4096

    /// Writes a new file of 32 random bytes; one that exists is left alone. It is made whole beside its place and linked there,
    /// so that another process never reads half of one.
    package static func create(_ path: String) throws {
        let draft = "\(path).new-\(UUID().uuidString)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let written = SymmetricKey(size: .bits256).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == fewestBytes, fsync(descriptor) == 0, link(draft, path) == 0 else { throw unwritable(path) }
    }

    private static func unwritable(_ path: String) -> CustodyError {
        CustodyError(.keyFile, "Cannot create the key file \(path): \(String(cString: strerror(errno))).")
    }

    static func read(_ path: String) throws -> Plaintext {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CustodyError(
                .keyFile,
                "Cannot read the key file \(path): \(String(cString: strerror(errno))). Without it the sealed records stay closed; restore it from its copy."
            )
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
            throw CustodyError(.keyFile, "The key file \(path) is no file of its owner alone. Close it to others: chmod 600 '\(path)'")
        }
        var bytes = Data(count: mostBytes)
        let count = bytes.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
        defer { bytes.resetBytes(in: 0..<bytes.count) }
        guard count >= fewestBytes, count < mostBytes else {
            throw CustodyError(
                .keyFile,
                "The key file \(path) holds \(max(count, 0)) bytes; \(fewestBytes) to \(mostBytes - 1) are needed."
            )
        }
        return Plaintext(bytes.prefix(count))
    }
}
