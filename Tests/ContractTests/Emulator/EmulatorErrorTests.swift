import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

// What the emulator refuses: the status, the code, and the envelope of the service that refuses.
@Suite struct EmulatorErrorTests {
    @Test(arguments: Refusals.all) func `a refusal has its status, its code and its service's envelope`(refusal: Refusal) throws {
        var world = try World()
        let response = try refusal.provoke(&world)
        let json = try JSONValue(parsing: response.body)
        #expect(response.status == refusal.status, "\(json)")
        #expect(refusal.envelope.problems(json) == [])
        #expect(refusal.envelope.code(json) == refusal.code, "\(json)")
    }

    @Test func `there is a refusal of every status and envelope the services are known to use`() {
        let seen = Set(Refusals.all.map { "\($0.envelope) \($0.status)" })
        let arm = [400, 401, 403, 404, 405, 409, 412, 415, 429, 500, 503].map { "resourceManager \($0)" }
        let web = [400, 404, 409].map { "appService \($0)" }
        let vault = [400, 401, 403, 404, 405, 409, 429, 501].map { "keyVault \($0)" }
        #expect(Set(arm + web + vault).subtracting(seen) == [])
    }

    @Test func `a refused token says where to get a better one`() throws {
        var world = try World()
        let tenant = "https://localhost:4443/\(world.state.tenant.id)"
        let arm = world.send("GET", "arm", "/subscriptions?api-version=2021-04-01", nil, [.authorization: "Bearer x"])
        let challenge = arm.headers.value("WWW-Authenticate") ?? ""
        #expect(challenge.hasPrefix("Bearer authorization_uri=\"\(tenant)\", error=\"invalid_token\", error_description=\""))
        let vault = world.send("GET", "vault.secrets", "/secrets/a?api-version=7.4", nil, [.authorization: "Bearer x"])
        let expected = "Bearer authorization=\"\(tenant)\", resource=\"https://vault.localhost:4443\""
        #expect(vault.headers.value("WWW-Authenticate") == expected)
    }

    @Test func `a throttled caller is told when to come back and that nothing is left`() throws {
        var world = try World(["throttling": "hourly", "hourlyReads": 1])
        _ = world.send("GET", "arm", "/subscriptions?api-version=2021-04-01", nil)
        let refused = world.send("GET", "arm", "/subscriptions?api-version=2021-04-01", nil)
        #expect(refused.status == 429 && refused.headers.value("Retry-After") == "3600")
        #expect(refused.headers.value("x-ms-ratelimit-remaining-subscription-reads") == "0")
        #expect(refused.headers.value("x-ms-failure-cause") == "gateway")
    }

    @Test func `a body that says it is no JSON is not read, and JSON by any of its names is`() throws {
        for (type, status) in [
            ("application/json; charset=utf-8", 200), ("Application/JSON", 200), ("text/json", 200), ("text/plain", 415),
            ("application/x-www-form-urlencoded", 415), ("application/jsonx", 415),
        ] {
            var world = try World()
            let body: JSONValue = ["location": "West Europe"]
            let response = world.send("PUT", "arm", "\(world.group)?api-version=2021-04-01", body, [.contentType: type])
            #expect(response.status == status, "\(type)")
        }
    }
}
