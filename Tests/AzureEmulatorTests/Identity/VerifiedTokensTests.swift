import Foundation
import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct VerifiedTokensTests {
    private func entry(until end: Date) -> VerifiedTokens.Entry {
        VerifiedTokens.Entry(tenant: "t", audience: "a", appID: "c", objectID: "o", end: end)
    }

    @Test func `an entry is found until its end and not kept after it`() {
        var tokens = VerifiedTokens()
        let (digest, end) = (VerifiedTokens.digest("one"), Rig.start.addingTimeInterval(10))
        tokens.keep(entry(until: end), digest, real: Rig.start)
        #expect(tokens.entry(digest, real: Rig.start)?.objectID == "o" && tokens.count == 1)
        #expect(tokens.entry(VerifiedTokens.digest("two"), real: Rig.start) == nil)
        // The one look after the end still tells that it has ended.
        #expect(tokens.entry(digest, real: end)?.end == end && tokens.count == 0)
        tokens.keep(entry(until: end), digest, real: end)
        #expect(tokens.count == 0)
    }

    @Test func `it stays within its limit and lets those go first that have ended`() {
        var tokens = VerifiedTokens()
        let early = Rig.start.addingTimeInterval(10)
        for number in 0..<VerifiedTokens.limit {
            tokens.keep(
                entry(until: number == 0 ? Rig.start.addingTimeInterval(99) : early),
                VerifiedTokens.digest("\(number)"),
                real: Rig.start
            )
        }
        tokens.keep(entry(until: Rig.start.addingTimeInterval(99)), VerifiedTokens.digest("new"), real: early)
        #expect(tokens.count == 2)
        for number in 0..<(3 * VerifiedTokens.limit) {
            tokens.keep(entry(until: Rig.start.addingTimeInterval(99)), VerifiedTokens.digest("later \(number)"), real: early)
            #expect(tokens.count <= VerifiedTokens.limit)
        }
    }

    @Test func `a token is verified once, and nothing else is taken for it`() throws {
        var rig = try Rig()
        let bearer = rig.guest().bearer
        for _ in 0..<3 { #expect(rig.arm(as: bearer, "GET", rig.group).status == 403) }
        #expect(rig.state.tokenSigner?.verifiedTokens.count == 1)
        var forged = bearer[.authorization] ?? ""
        forged.removeLast(4)
        #expect(rig.arm(as: [.authorization: forged], "GET", rig.group).status == 401)
        #expect(rig.state.tokenSigner?.verifiedTokens.count == 1)
        rig.real.addTimeInterval(3600)
        #expect(rig.arm(as: bearer, "GET", rig.group).json["error"]?["code"] == "ExpiredAuthenticationToken")
        #expect(rig.state.tokenSigner?.verifiedTokens.count == 0)
    }

    @Test func `what changes after the first look is honoured: rights, removal, reset and snapshots`() throws {
        var rig = try Rig()
        _ = rig.control("POST", "/snapshots/before")
        let guest = rig.guest()
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 403)
        let reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
        let grant: JSONValue = ["properties": ["roleDefinitionId": .string(reader), "principalId": .string(guest.objectID)]]
        let assignment = "\(rig.group)/providers/Microsoft.Authorization/roleAssignments/r"
        _ = rig.arm("PUT", assignment, grant, version: "2022-04-01")
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 200)
        _ = rig.arm("DELETE", assignment, version: "2022-04-01")
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 403)
        _ = rig.control("POST", "/snapshots/with")
        _ = rig.control("POST", "/snapshots/before/restore")
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 401)
        _ = rig.control("POST", "/snapshots/with/restore")
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 403)
        #expect(rig.control("DELETE", "/clients/\(guest.objectID)").status == 204)
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 401)
        _ = rig.control("POST", "/snapshots/with/restore")
        _ = rig.control("POST", "/reset")
        #expect(rig.arm(as: guest.bearer, "GET", rig.group).status == 401)
        #expect(rig.arm("GET", rig.group).status == 200)
    }
}
