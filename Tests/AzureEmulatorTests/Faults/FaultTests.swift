import Foundation
import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct FaultTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func add(_ effect: JSONValue, _ more: JSONObject = [:], method: JSONValue = nil) {
        var body: JSONObject = ["match": ["method": method, "path": "*/CERTIFICATEORDERS/*"], "effect": effect]
        for (name, value) in more { body[name] = value }
        #expect(rig.control("POST", "/faults", .object(body)).status == 201)
    }

    private mutating func get() -> Outcome {
        rig.send("GET", rig.order("shop") + "?api-version=2024-11-01", nil, [:])
    }

    @Test mutating func `a status fault refuses before anything happens, as often as it says`() {
        add(["status": 503, "retryAfterSeconds": 2], ["times": 1], method: "PUT")
        let refused = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        #expect(refused.status == 503 && refused.headers[.retryAfter] == "2" && rig.state.ledger.purchases.isEmpty)
        #expect(rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example")).status == 201)
        #expect(rig.control("GET", "/faults").json["faults"]?[0]?["fired"] == 1)
    }

    @Test mutating func `a careless refusal quotes the token and the body it was sent`() {
        add(["echo": 400])
        let refused = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        let message = refused.json["error"]?["message"]?.string ?? ""
        #expect(refused.status == 400 && message.contains("Bearer ") && message.contains("StandardDomainValidatedSsl"))
        #expect(rig.state.ledger.purchases.isEmpty)
        #expect(rig.control("GET", "/faults").json["faults"]?[0]?["effect"] == ["echo": 400])
    }

    @Test(arguments: ["base64", "url", "hex"]) mutating func `it may write them otherwise`(spelling: String) {
        add(["echo": 400, "as": .string(spelling)])
        let body: JSONValue = ["properties": ["productType": "a+b/c"]]
        let message = rig.arm("PUT", rig.order("shop"), body).json["error"]?["message"]?.string ?? ""
        let bytes = Data(body.text().utf8)
        let written = [
            "base64": bytes.base64EncodedString(), "hex": bytes.map { String(format: "%02X", $0) }.joined(),
            "url": "%7B%22properties%22%3A%7B%22productType%22%3A%22a%2Bb%2Fc%22%7D%7D",
        ]
        #expect(message.contains(written[spelling] ?? "none") && !message.contains("productType\""), "\(message)")
    }

    @Test mutating func `an expired token is refused in the words of the service that was asked`() {
        add(["expiredToken": true], ["times": 1])
        let refused = rig.arm("GET", rig.order("shop"))
        #expect(refused.status == 401 && refused.code == "ExpiredAuthenticationToken")
        #expect(refused.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
        #expect(rig.control("POST", "/faults", ["match": ["path": "/secrets/*"], "effect": ["expiredToken": true]]).status == 201)
        let vault = rig.secrets("GET", "/secrets/any")
        #expect(vault.status == 401 && vault.code == "Unauthorized")
    }

    @Test mutating func `a dropped answer has taken effect`() throws {
        add(["applyThenDrop": true], ["times": 1], method: "PUT")
        let token = rig.token(resource: "https://management.azure.com")
        let target = rig.order("shop") + "?api-version=2024-11-01"
        let outcome = rig.send("PUT", target, Rig.purchase("shop.example"), Rig.bearer(token))
        #expect(outcome.delivery == .dropped && rig.state.ledger.purchases.count == 1)
    }

    @Test mutating func `delays, cut answers and oversized ones are told to the listener`() {
        add(["delayMilliseconds": 250], ["times": 1])
        add(["truncate": true], ["times": 1])
        add(["oversizeBytes": 1000], ["times": 1])
        #expect(get().delayMilliseconds == 250)
        #expect(get().delivery == .truncated)
        #expect(get().response.body.count == 1000)
        #expect(get().delivery == .whole)
    }

    @Test mutating func `every nth request is hit`() {
        add(["status": 500], ["every": 3])
        #expect((1...6).map { _ in get().response.status == 500 } == [false, false, true, false, false, true])
    }

    @Test mutating func `dice with a seed fall the same way again`() throws {
        func hits() throws -> [Bool] {
            var copy = try FaultTests()
            copy.add(["status": 500], ["probability": try JSONValue(parsing: "0.5")])
            return (1...40).map { _ in copy.get().response.status == 500 }
        }
        let first = try hits()
        #expect(try hits() == first && first.contains(true) && first.contains(false))
    }

    @Test(
        arguments: [
            ["effect": ["status": 200]], ["effect": ["echo": 200]], ["effect": [:]], ["effect": ["truncate": true], "times": 0],
            ["effect": ["truncate": true], "times": 1, "every": 2], ["effect": ["truncate": true], "probability": 2],
            ["effect": ["truncate": true], "matches": [:]],
        ] as [JSONValue]
    ) func `a fault that cannot be is refused`(body: JSONValue) throws {
        var rig = try Rig()
        #expect(rig.control("POST", "/faults", body).status == 400)
        #expect(rig.control("GET", "/faults").json["faults"] == [])
    }

    @Test mutating func `faults are removed one by one or all`() {
        add(["truncate": true])
        add(["truncate": true])
        let id = rig.control("GET", "/faults").json["faults"]?[0]?["id"]?.string ?? ""
        #expect(rig.control("DELETE", "/faults/\(id)").status == 204)
        #expect(rig.control("GET", "/faults").json["faults"]?.array?.count == 1)
        _ = rig.control("DELETE", "/faults")
        #expect(rig.control("GET", "/faults").json["faults"] == [])
    }

    @Test(
        arguments: [
            ("*", "/a/b", true), ("/a/*", "/a/b/c", true), ("/a/?", "/a/b", true), ("/a/?", "/a/", false), ("*/B", "/a/b", true),
            ("/a", "/a/b", false), ("*a*b*c", "xaybzc", true), ("*a*b*c", "xaycz", false), ("", "", true),
        ]
    ) func `a pattern fits what its stars and marks leave open`(pattern: String, text: String, fits: Bool) {
        #expect(matches(glob: pattern, text) == fits)
    }
}
