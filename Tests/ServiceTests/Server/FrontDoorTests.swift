import HTTPTypes
import Testing

@testable import Service

@Suite struct FrontDoorTests {
    func head(_ authority: String, _ fields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "http", authority: authority, path: "/", headerFields: fields)
    }

    @Test(arguments: ["localhost", "LOCALHOST:1", "127.0.0.1:8474", "[::1]:8474", "192.0.2.7", "signet.example", "signet.example:443"])
    func `an address, localhost and the name it was given are its own`(authority: String) {
        let door = FrontDoor(publicURL: PublicURL("https://signet.example"))
        #expect(door.objection(head(authority)) == nil)
    }

    @Test(arguments: ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1", "signet.example.evil"])
    func `a name that somebody else may point here is turned away`(authority: String) {
        let door = FrontDoor(publicURL: PublicURL("https://signet.example"))
        #expect(door.objection(head(authority)) != nil)
    }

    @Test(arguments: [
        ("http://localhost:1", true), ("https://signet.example", true), ("https://evil.example", false), ("null", false),
        ("http://localhost:2", false), ("http://localhost:1/x", false), ("file://localhost:1", false), ("", false),
    ])
    func `a page of another origin may not call`(origin: String, isAllowed: Bool) {
        let door = FrontDoor(publicURL: PublicURL("https://signet.example"))
        #expect((door.objection(head("localhost:1", [.origin: origin])) == nil) == isAllowed)
    }

    @Test func `only a proxy that was named is believed, and of what it says only what it added`() throws {
        let fields: HTTPFields = [.forwardedFor: "203.0.113.1, 198.51.100.9, 10.0.0.2", .forwardedProto: "https"]
        let proxies = [try #require(AddressRange("10.0.0.0/8"))]
        let door = FrontDoor(proxies: proxies)
        #expect(door.visitor(head("localhost", fields), peer: "10.1.2.3") == .init(client: "198.51.100.9", isSecure: true))
        #expect(door.visitor(head("localhost", fields), peer: "::ffff:10.1.2.3") == .init(client: "198.51.100.9", isSecure: true))
        #expect(door.visitor(head("localhost", fields), peer: "192.0.2.1") == .init(client: "192.0.2.1", isSecure: false))
        #expect(FrontDoor().visitor(head("localhost", fields), peer: "10.1.2.3") == .init(client: "10.1.2.3", isSecure: false))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.129", true), ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
    ])
    func `a range holds the addresses that begin with its bits`(range: String, address: String, isInside: Bool) throws {
        let bytes = try #require(AddressRange.bytes(of: address))
        #expect(try #require(AddressRange(range)).contains(bytes) == isInside)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "name", "", "10.0.0.0/8/1", "::/129"])
    func `what is no range is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: ["https://a.example/path", "ftp://a.example", "a.example", "https://", "https://user@a.example", "https:///x"])
    func `what is more or less than an origin is no public address`(text: String) {
        #expect(PublicURL(text) == nil)
    }
}
