import CertificateMaterial
import FoundationEssentials

/// How to start an emulator.
package struct EmulatorOptions: Sendable {
    package var host = "127.0.0.1"
    /// Port of the API; 0 picks a free one, here and below.
    package var port = 0
    package var frontEndPort = 0
    package var httpPort = 0
    package var dnsPort = 0
    /// Where the ready document is written once everything listens.
    package var readyFile: String?
    /// The SQLite file the state is kept in; nil keeps it in memory.
    package var stateFile: String?
    /// The emulator's rights are anyone's who reaches it, so it listens beyond loopback only when told to.
    package var allowNonLoopback = false
    package var settings = EmulatorSettings()
    /// Of the dice for faults with a probability; nil rolls one.
    package var seed: UInt64?
    /// What stands for real time; a simulation passes time of its own.
    package var now: @Sendable () -> Date = { Date() }
    /// Keys of 2048 bits that orders are given in turn, where making one for each would be all that is measured; none makes them.
    package var keyPool: [RSAPrivateKey] = []

    package init() {}

    var isLoopback: Bool {
        let bytes = IPAddress.bytes(of: host) ?? []
        let isIPv6Loopback = bytes.count == 16 && bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
        return host.lowercased() == "localhost" || (bytes.count == 4 && bytes.first == 127) || isIPv6Loopback
    }
}

/// Why an emulator did not start.
package struct EmulatorError: Error, CustomStringConvertible {
    package let description: String
}
