import FoundationEssentials
import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Everything a client needs to use a running emulator. It holds the throwaway client secret, so its file is for its owner only.
package struct ReadyDocument: Sendable {
    package let arm: String
    package let authority: String
    package let graph: String
    package let keyVaultSuffix: String
    package let keyVaultPath: String
    package let tenantID: String
    package let clientID: String
    package let clientSecret: String
    package let subscriptionID: String
    package let resourceGroup: String
    package let caFile: String
    package let control: String
    /// Host and port of the sites' TLS, HTTP and DNS sides.
    package let frontEnd: String
    package let http: String
    package let dns: String

    init(_ state: EmulatorState, caFile: String, host: String, ports: (frontEnd: Int, http: Int, dns: Int)) {
        let shown = host.contains(":") ? "[\(host)]" : host
        arm = state.origin.url
        authority = state.origin.url
        graph = state.origin.graph
        keyVaultSuffix = state.origin.keyVaultSuffix
        keyVaultPath = state.origin.keyVaultPath
        tenantID = state.tenant.id
        clientID = state.tenant.client.appID
        clientSecret = state.tenant.clientSecret
        subscriptionID = state.tenant.subscriptionID
        resourceGroup = EmulatorState.demoGroup
        self.caFile = caFile
        control = state.origin.control
        frontEnd = "\(shown):\(ports.frontEnd)"
        http = "\(shown):\(ports.http)"
        dns = "\(shown):\(ports.dns)"
    }

    package var json: JSONValue {
        [
            "arm": .string(arm), "authority": .string(authority), "graph": .string(graph), "keyVaultSuffix": .string(keyVaultSuffix),
            "keyVaultPath": .string(keyVaultPath), "tenantId": .string(tenantID), "clientId": .string(clientID),
            "clientSecret": .string(clientSecret), "subscriptionId": .string(subscriptionID), "resourceGroup": .string(resourceGroup),
            "caFile": .string(caFile), "control": .string(control), "frontend": .string(frontEnd), "http": .string(http),
            "dns": .string(dns), "pid": .number(JSONNumber(Int(getpid()))),
        ]
    }
}

/// Files for their owner only, whole or not at all.
enum PrivateFile {
    static func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                close(descriptor)
                throw failure(temporary)
            }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else { throw failure(path) }
    }

    /// A line on standard error.
    static func complain(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static func remove(_ path: String) {
        unlink(path)
    }

    private static func failure(_ path: String) -> EmulatorError {
        EmulatorError(
            description: "The file \(path) cannot be written: \(String(cString: strerror(errno))). Choose a folder you may write to."
        )
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
