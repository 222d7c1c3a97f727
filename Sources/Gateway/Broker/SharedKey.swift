import Custody
import Foundation
import JSON

extension Custody {
    /// 32 random bytes that all processes of a state have in common, sealed by whoever needs them first.
    ///
    /// - Parameter use: what is said of them where sealed records are listed.
    package func sharedKey(_ name: String, for use: String) async throws -> [UInt8] {
        if try await !records(.privateKey, prefix: name).contains(where: { $0.name == name }) {
            var generator = SystemRandomNumberGenerator()
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            do {
                try await put(Plaintext(bytes), .privateKey, name: name, facts: ["holds": .string(use)], once: true)
            } catch let error as CustodyError where error.code == .conflict {
                // Another process was first, and its key is the one.
            }
        }
        return try await open(.privateKey, name: name).withBytes { Array($0) }
    }
}
