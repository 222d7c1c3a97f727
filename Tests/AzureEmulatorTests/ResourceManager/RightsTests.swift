import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct RightsTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func grant(_ role: String, to objectID: String) {
        let definition = "/providers/Microsoft.Authorization/roleDefinitions/\(role)"
        let properties: JSONValue = ["roleDefinitionId": .string(definition), "principalId": .string(objectID)]
        let path = "\(rig.group)/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111"
        #expect(rig.arm("PUT", path, ["properties": properties], version: "2022-04-01").status == 201)
    }

    @Test mutating func `a client without rights is told which action it lacks, a reader reads and a contributor writes`() {
        let guest = rig.guest()
        let refused = rig.arm(as: guest.bearer, "GET", rig.site)
        #expect(refused.status == 403 && refused.code == "AuthorizationFailed")
        #expect(refused.json["error"]?["message"]?.string?.contains("Microsoft.Web/sites/read") == true)
        grant("acdd72a7-3385-48ef-bd42-f606fba81ae7", to: guest.objectID)
        #expect(rig.arm(as: guest.bearer, "GET", rig.site).status == 200)
        #expect(rig.arm(as: guest.bearer, "PUT", rig.order("shop"), Rig.purchase("shop.example")).status == 403)
        let assignment = "\(rig.group)/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111"
        #expect(rig.arm("DELETE", assignment, version: "2022-04-01").status == 200)
        grant("b24988ac-6180-42a0-ab88-20f7382dd24c", to: guest.objectID)
        #expect(rig.arm(as: guest.bearer, "PUT", rig.order("shop"), Rig.purchase("shop.example")).status == 201)
    }

    @Test mutating func `locks stop what they are for, from above and from below`() {
        rig.issue("shop")
        let lock = "\(rig.order("shop"))/providers/Microsoft.Authorization/locks/keep"
        #expect(rig.arm("PUT", lock, ["properties": ["level": "CanNotDelete"]], version: "2020-05-01").status == 201)
        let refused = rig.arm("DELETE", rig.order("shop"))
        #expect(refused.status == 409 && refused.code == "ScopeLocked")
        #expect(rig.arm("PATCH", rig.order("shop"), ["tags": [:]]).status == 200)
        let list = "\(rig.group)/providers/Microsoft.Authorization/locks"
        #expect(rig.arm("GET", list, version: "2020-05-01").json["value"]?.array?.count == 1)
        #expect(rig.arm("PUT", lock, ["properties": ["level": "ReadOnly"]], version: "2020-05-01").status == 200)
        #expect(rig.arm("POST", "\(rig.order("shop"))/reissue", ["properties": [:]]).code == "ScopeLocked")
        #expect(rig.arm("DELETE", lock, version: "2020-05-01").status == 200)
        #expect(rig.arm("DELETE", rig.order("shop")).status == 200)
    }

    @Test mutating func `a namespace that is not registered serves nothing until it is`() {
        let provider = "/subscriptions/\(rig.state.tenant.subscriptionID)/providers/Microsoft.Web"
        #expect(rig.arm("POST", "\(provider)/unregister", version: "2016-02-01").json["registrationState"] == "NotRegistered")
        #expect(rig.arm("GET", rig.site).code == "MissingSubscriptionRegistration")
        _ = rig.arm("POST", "\(provider)/register", version: "2016-02-01")
        #expect(rig.arm("GET", provider, version: "2016-02-01").json["registrationState"] == "Registered")
        #expect(rig.arm("GET", rig.site).status == 200)
    }
}

@Suite struct ThrottleTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `a bucket empties, says when to come back, and fills again`() {
        rig.set(["throttling": "tokenBucket", "readBucket": 3, "readRefill": 1])
        for left in [2, 1, 0] {
            let answer = rig.arm("GET", rig.site)
            #expect(answer.status == 200 && answer.headers.value("x-ms-ratelimit-remaining-subscription-reads") == String(left))
        }
        let refused = rig.arm("GET", rig.site)
        #expect(refused.status == 429 && refused.headers.value("Retry-After") == "1")
        #expect(refused.code == "SubscriptionRequestsThrottled")
        #expect(refused.headers.value("x-ms-ratelimit-remaining-subscription-reads") == "0")
        #expect(rig.arm("PATCH", rig.site, [:]).status == 200)
        rig.wait(seconds: 2)
        #expect(rig.arm("GET", rig.site).status == 200)
    }

    @Test mutating func `an hour's budget comes back with the next hour, and each client has its own`() {
        rig.set(["throttling": "hourly", "hourlyReads": 1])
        #expect(rig.arm("GET", rig.site).status == 200)
        #expect(rig.arm("GET", rig.site).headers.value("Retry-After") == "3600")
        let guest = rig.guest()
        #expect(rig.arm(as: guest.bearer, "GET", rig.site).status == 403)
        rig.wait(seconds: 3600)
        #expect(rig.arm("GET", rig.site).status == 200)
    }

    @Test mutating func `a vault has a budget of transactions`() {
        rig.set(["throttling": "tokenBucket", "vaultTransactions": 1])
        #expect(rig.secrets("GET", "/secrets").status == 200)
        let refused = rig.secrets("GET", "/secrets")
        #expect(refused.status == 429 && refused.code == "Throttled" && refused.headers.value("Retry-After") == "10")
    }
}

@Suite struct ResourceGraphTests {
    private var rig: Rig
    private static let type = "microsoft.certificateregistration/certificateorders"

    init() throws { rig = try Rig() }

    private mutating func query(_ text: String, _ options: JSONObject = [:]) -> Rig.Answer {
        let body: JSONValue = [
            "subscriptions": [.string(rig.state.tenant.subscriptionID)], "query": .string(text), "options": .object(options),
        ]
        return rig.arm("POST", "/providers/Microsoft.ResourceGraph/resources", body, version: "2022-10-01")
    }

    @Test mutating func `orders come in pages that lead to each other`() {
        _ = rig.control("POST", "/scenario", ["fleet": ["count": 25]])
        let text = "Resources | where type =~ '\(Self.type)' | project id, name, ends = properties.expirationTime"
        var names: [String] = []
        var token: JSONValue?
        for _ in 0..<5 {
            let page = query(text, token.map { ["$top": 10, "$skipToken": $0] } ?? ["$top": 10])
            #expect(page.json["totalRecords"] == 25)
            names += page.json["data"]?.array?.compactMap { $0["name"]?.string } ?? []
            token = page.json["$skipToken"]
            if token == nil { break }
        }
        #expect(names.count == 25 && Set(names).count == 25)
        #expect(query(text).json["data"]?[0]?["ends"]?.string?.hasPrefix("20") == true)
    }

    @Test(arguments: ["Resources", "Resources | where name == 'x'", "Resources | summarize count()", ""])
    mutating func `a query beyond what is understood is refused`(text: String) {
        #expect(query(text).status == 400)
    }
}
