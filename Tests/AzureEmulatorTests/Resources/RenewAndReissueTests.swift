import CertificateMaterial
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct RenewAndReissueTests {
    private var rig: Rig

    init() throws {
        rig = try Rig()
        rig.issue("shop")
        _ = rig.arm("PATCH", rig.order("shop"), ["properties": ["autoRenew": false]])
    }

    private var order: String { rig.order("shop") }

    private mutating func shown() -> JSONValue { rig.arm("GET", order).properties ?? nil }

    private mutating func reissue(_ properties: JSONObject = [:]) -> Rig.Answer {
        rig.arm("POST", "\(order)/reissue", ["properties": .object(properties)])
    }

    private mutating func renew(_ properties: JSONObject = [:]) -> Rig.Answer {
        rig.arm("POST", "\(order)/renew", ["properties": .object(properties)])
    }

    /// The paid term's end, which is not on the wire.
    private var termEnd: String? { rig.state.resources[order]?.hidden["termEnd"]?.string }

    @Test mutating func `a reissue makes a new leaf, charges nothing and takes the old one back after its delay`() {
        let before = shown()
        let end = termEnd
        rig.wait(seconds: 10 * Rig.day)
        // The spare keys of a rig are all one key.
        rig.emulator.state.spareKeys = []
        #expect(reissue(["delayExistingRevokeInHours": 2]).status == 204)
        let pending = shown()
        #expect(pending["status"] == "PendingRekey" && pending["serialNumber"] == before["serialNumber"])
        rig.wait(seconds: 1)
        let after = shown()
        #expect(after["status"] == "Issued" && after["serialNumber"] != before["serialNumber"] && after["csr"] != before["csr"])
        #expect(after["expirationTime"] == before["expirationTime"] && termEnd == end)
        #expect(rig.state.ledger.charges.count == 1 && rig.state.ledger.issuances.count == 2)
        rig.wait(seconds: 7100)
        #expect(rig.state.ledger.revocations.isEmpty)
        rig.wait(seconds: 200)
        _ = shown()
        #expect(rig.state.ledger.revocations.map { $0["serialNumber"] ?? nil } == [before["serialNumber"] ?? nil])
    }

    @Test(arguments: [("unchanged", "2027-08-01"), ("capOrTermEnd", "2027-08-11")])
    mutating func `how far a reissue reaches is a setting`(word: String, end: String) {
        rig.set(["reissueEnd": .string(word)])
        rig.wait(seconds: 10 * Rig.day)
        _ = reissue()
        rig.wait(seconds: 1)
        #expect(shown()["expirationTime"]?.string?.prefix(10) == end[...])
    }

    @Test(arguments: [-1, 169]) mutating func `a delay outside 0 to 168 hours is refused`(hours: Int) {
        #expect(reissue(["delayExistingRevokeInHours": .number(JSONNumber(hours))]).status == 400)
    }

    @Test mutating func `a key outside and a managed key are switched by the request`() throws {
        let csr = try SigningRequest.make(key: TestKeys.shared(), commonName: "shop.example").pem
        #expect(reissue(["isPrivateKeyExternal": true]).status == 400)
        let foreign = try SigningRequest.make(key: TestKeys.shared(), commonName: "other.example").pem
        #expect(reissue(["csr": .string(foreign), "isPrivateKeyExternal": true]).status == 400)
        _ = rig.arm("PUT", "\(order)/certificates/shop", rig.link)
        #expect(reissue(["csr": .string(csr), "isPrivateKeyExternal": true]).status == 204)
        rig.wait(seconds: 2)
        #expect(shown()["isPrivateKeyExternal"] == true)
        #expect(rig.arm("GET", "\(order)/certificates/shop").properties?["provisioningState"] == "ExternalPrivateKey")
        _ = reissue()
        rig.wait(seconds: 2)
        #expect(shown()["isPrivateKeyExternal"] == false)
        #expect(rig.arm("GET", "\(order)/certificates/shop").properties?["provisioningState"] == "Succeeded")
    }

    @Test mutating func `a new leaf is a new version of the linked secret`() {
        _ = rig.arm("PUT", "\(order)/certificates/shop", rig.link)
        rig.wait(seconds: 1)
        let before = rig.secrets("GET", "/secrets/shop-pfx").json
        _ = reissue()
        rig.wait(seconds: 2)
        let after = rig.secrets("GET", "/secrets/shop-pfx").json
        #expect(after["id"] != before["id"] && after["value"] != before["value"])
    }

    @Test mutating func `outside the window a renewal is refused, and an expired order is refused for its status`() {
        let early = renew()
        #expect(early.status == 409 && early.code == "ExpirationNotInRenewalTimeRange")
        rig.set(["businessErrorEnvelope": "appService", "businessErrorStatus": 400])
        let other = renew()
        #expect(other.status == 400 && other.json["Code"] == "ExpirationNotInRenewalTimeRange")
        rig.wait(seconds: 199 * Rig.day)
        #expect(shown()["status"] == "Expired")
        #expect(renew().code == "RegistrationStatusNotSupportedForRenewal")
        #expect(reissue().status == 400)
    }

    @Test mutating func `with many paid days left a renewal is free and reaches to the cap or the term's end`() {
        rig.wait(seconds: 110 * Rig.day)
        let end = termEnd
        #expect(renew().status == 204)
        #expect(shown()["status"] == "Pendingissuance")
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Issued" && termEnd == end)
        #expect(shown()["expirationTime"]?.string?.prefix(10) == "2027-11-19")
        #expect(rig.state.ledger.charges.count == 1 && rig.state.ledger.purchases.count == 1 && rig.state.ledger.revocations.isEmpty)
    }

    @Test mutating func `near the term's end a renewal buys the next one, once for each request`() {
        rig.wait(seconds: 150 * Rig.day)
        _ = renew()
        rig.wait(seconds: 185 * Rig.day)
        _ = shown()
        _ = rig.control("PATCH", "/orders/shop", ["validatedDaysAgo": 1])
        #expect(renew().status == 204)
        #expect(rig.state.ledger.purchases.last?["kind"] == "renewal" && rig.state.ledger.charges.count == 1)
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Issued" && termEnd?.prefix(10) == "2029-01-14")
        #expect(rig.state.ledger.charges.count == 2 && rig.state.ledger.purchases.count == 2)
    }

    @Test(arguments: [("buysAgain", 204, 2), ("conflict", 409, 1), ("ignored", 204, 1)])
    mutating func `a renewal repeated while the first is under way does what the setting says`(word: String, status: Int, bought: Int) {
        rig.set(["repeatedRenew": .string(word), "renewalWindowDays": 400, "chargedRenewalDays": 400])
        _ = renew()
        #expect(renew().status == status)
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Issued")
        #expect(rig.state.ledger.charges.count == 1 + bought)
    }

    @Test mutating func `with a stale proof the order waits for a new one and is denied in the end`() {
        rig.set(["proofReuseDays": 30])
        rig.wait(seconds: 40 * Rig.day)
        let token = shown()["domainVerificationToken"]
        _ = reissue()
        rig.wait(seconds: 10)
        let pending = shown()
        #expect(pending["status"] == "PendingRekey" && pending["domainVerificationToken"] != token)
        rig.wait(seconds: 46 * Rig.day)
        #expect(shown()["status"] == "Denied" && rig.state.ledger.issuances.count == 1)
    }

    @Test mutating func `a stale proof that is renewed in time lets the leaf out`() {
        rig.set(["proofReuseDays": 30, "renewalWindowDays": 400])
        rig.wait(seconds: 40 * Rig.day)
        _ = renew()
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Pendingissuance")
        _ = rig.control("PUT", "/dns/shop.example/TXT", ["values": [shown()["domainVerificationToken"] ?? nil]])
        _ = rig.arm("POST", "\(order)/verifyDomainOwnership")
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Issued")
    }

    @Test mutating func `verifying an issued order makes its proof younger`() {
        rig.set(["proofReuseDays": 30])
        rig.wait(seconds: 40 * Rig.day)
        _ = rig.arm("POST", "\(order)/verifyDomainOwnership")
        rig.wait(seconds: 1)
        _ = reissue()
        rig.wait(seconds: 1)
        #expect(shown()["status"] == "Issued" && rig.state.ledger.issuances.count == 2)
    }

    @Test mutating func `an inactive subscription is a reason`() {
        rig.set(["subscriptionActive": false])
        let reasons = shown()["appServiceCertificateNotRenewableReasons"]
        #expect(reasons == ["ExpirationNotInRenewalTimeRange", "SubscriptionNotActive"])
    }

    @Test(arguments: [(100, "2027-04-25"), (47, "2027-03-03")])
    func `shorter leaves are a setting`(days: Int, end: String) throws {
        var rig = try Rig(EmulatorSettings())
        rig.set(["leafValidityDays": .number(JSONNumber(days))])
        #expect(rig.issue("shop").properties?["expirationTime"]?.string?.prefix(10) == end[...])
    }

    @Test(arguments: [
        ("2026-01-15T00:00:00Z", 365), ("2026-06-01T00:00:00Z", 198), ("2028-01-01T00:00:00Z", 100), ("2030-01-01T00:00:00Z", 47),
    ])
    func `unless a setting says otherwise, the day of issuing decides how long a leaf is`(date: String, days: Int) throws {
        var rig = try Rig(EmulatorSettings())
        _ = rig.control("POST", "/clock", ["now": .string(date)])
        let details = rig.issue("shop").properties?["signedCertificate"]
        let start = try #require(details?["notBefore"]?.string.flatMap(RFC3339.date))
        let end = try #require(details?["notAfter"]?.string.flatMap(RFC3339.date))
        #expect(end.timeIntervalSince(start) == Double(days) * Rig.day)
    }
}

@Suite struct AutoRenewalTests {
    private var rig: Rig

    init() throws {
        rig = try Rig()
        rig.issue("shop")
    }

    private mutating func pass(days: Int) {
        _ = rig.control("POST", "/clock", ["advanceSeconds": .number(JSONNumber(days * 86_400))])
        rig.wait(seconds: 1)
    }

    @Test mutating func `within a paid year a second leaf overlaps the first and costs nothing`() {
        let first = rig.arm("GET", rig.order("shop")).properties?["serialNumber"]
        pass(days: 167)
        #expect(rig.arm("GET", rig.order("shop")).properties?["serialNumber"] == first)
        pass(days: 2)
        let second = rig.arm("GET", rig.order("shop")).properties
        #expect(second?["serialNumber"] != first && second?["status"] == "Issued")
        #expect(second?["expirationTime"]?.string?.prefix(10) == "2028-01-15")
        #expect(rig.state.ledger.charges.count == 1 && rig.state.ledger.issuances.count == 2)
    }

    @Test mutating func `the scan buys the next term once, and only with a proof that is fresh`() {
        pass(days: 332)
        #expect(rig.status("shop") == "Issued")
        pass(days: 2)
        #expect(rig.status("shop") == "Pendingissuance" && rig.state.ledger.charges.count == 1)
        let token = rig.arm("GET", rig.order("shop")).properties?["domainVerificationToken"] ?? nil
        _ = rig.control("PUT", "/dns/shop.example/TXT", ["values": [token]])
        _ = rig.arm("POST", "\(rig.order("shop"))/verifyDomainOwnership")
        pass(days: 2)
        #expect(rig.status("shop") == "Issued" && rig.state.ledger.charges.count == 2 && rig.state.ledger.purchases.count == 2)
    }

    @Test(arguments: [("never", 1), ("allOrders", 2)])
    mutating func `who gets the second leaf is a setting`(word: String, issuances: Int) {
        rig.set(["overlappingLeaf": .string(word)])
        _ = rig.arm("PATCH", rig.order("shop"), ["properties": ["autoRenew": false]])
        pass(days: 170)
        _ = rig.status("shop")
        #expect(rig.state.ledger.issuances.count == issuances)
    }
}
