import AzureCore
import Synchronization
import Testing

@testable import AzureHTTP

/// Where a call that outside data asked for may go.
@Suite struct EgressTests {
    private static func address(_ text: String) throws -> HostAddress { try #require(HostAddress.all(of: text).first, "\(text)") }

    private func pinned(_ url: String, _ addresses: [String], _ egress: Egress = .onlyWorld) async throws -> String? {
        let found = try addresses.map(Self.address)
        return try await egress.pinned(try #require(Origin(url: url))) { _ in found }
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "168.63.129.16", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "::168.63.129.16", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:0:0:0:0:a9fe:a9fe", "2001:db8::1",
        "2a00::5efe:a00:1", "0177.0.0.1", "2130706433", "0x7f.1",
    ])
    func `an address within this network is refused, however it is written`(_ text: String) async throws {
        await #expect(throws: TransportError.self) { _ = try await pinned("https://innocent.test", [text]) }
    }

    @Test(arguments: ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "168.63.129.17"])
    func `an address out in the world is the one that is connected to`(_ text: String) async throws {
        #expect(try await pinned("https://example.test", [text]) == text)
    }

    @Test func `one address within this network is enough to refuse a name`() async throws {
        await #expect(throws: TransportError.self) { _ = try await pinned("https://rebinding.test", ["1.1.1.1", "10.0.0.1"]) }
        await #expect(throws: TransportError.self) { _ = try await pinned("https://nowhere.test", []) }
    }

    @Test func `a name is looked up once and the connection goes to what was looked at`() async throws {
        let looks = Mutex(0)
        let (first, second) = (try Self.address("1.1.1.1"), try Self.address("127.0.0.1"))
        let pinned = try await Egress.onlyWorld.pinned(try #require(Origin(url: "https://turning.test"))) { _ in
            looks.withLock { looks in
                looks += 1
                return [looks == 1 ? first : second]
            }
        }
        #expect(pinned == "1.1.1.1" && looks.withLock { $0 } == 1)
    }

    @Test func `only the very host and port a person listed is let through`() async throws {
        let listed = Egress.onlyWorld(and: ["Inner.test:8443"])
        #expect(try await pinned("https://inner.test:8443", ["10.0.0.1"], listed) == nil)
        await #expect(throws: TransportError.self) { _ = try await pinned("https://inner.test", ["10.0.0.1"], listed) }
    }
}
