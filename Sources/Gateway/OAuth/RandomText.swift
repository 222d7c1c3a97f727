import Foundation

/// Text that cannot be guessed, for ids, codes and tokens.
enum RandomText {
    static func make(bytes count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }).base64URL
    }
}
