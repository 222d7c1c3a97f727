import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing
import Workflows

@testable import Actions

@Suite struct CallOperationTests {
    private let subscription = PretendContext.subscription

    private func call(
        _ id: String,
        _ parameters: [String: String] = [:],
        body: JSONValue? = nil,
        all: Bool = false,
        transport: ScriptedTransport = ScriptedTransport(.answer(200, ["name": "web"]))
    ) async throws -> JSONValue? {
        let operation = try #require(APIOperation.named(id))
        let call = CallOperation.Call(operation: operation, parameters: parameters, body: body, all: all)
        return try await CallOperation(context(transport))(call)
    }

    private func context(_ transport: ScriptedTransport) throws -> ActionContext {
        try PretendContext.make(Pipeline(transport: transport.transport, credential: StaticCredential(), retry: .never))
    }

    private func problem(_ id: String, _ parameters: [String: String] = [:], body: JSONValue? = nil) async -> Problem? {
        do {
            _ = try await call(id, parameters, body: body)
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func `a read fills the path and takes the subscription from the profile`() async throws {
        let transport = ScriptedTransport(.answer(200, ["name": "web"]))
        let answer = try await call(
            "appservicecertificateorders_get",
            ["resourceGroupName": "my group", "certificateOrderName": "web"],
            transport: transport
        )
        #expect(answer?["name"]?.string == "web")
        let url = try #require(transport.requests.first?.url)
        #expect(
            url
                == "https://management.azure.com/subscriptions/\(subscription)/resourceGroups/my%20group/providers"
                + "/Microsoft.CertificateRegistration/certificateOrders/web?api-version=2024-11-01"
        )
    }

    @Test func `a list is one page, or all of them when asked`() async throws {
        func pages() -> ScriptedTransport {
            let next = "https://management.azure.com/next?page=2"
            return ScriptedTransport(.answer(200, ["value": [1, 2], "nextLink": .string(next)]), .answer(200, ["value": [3]]))
        }
        #expect(try await call("AppServiceCertificateOrders_List", transport: pages())?.array?.count == 2)
        #expect(try await call("AppServiceCertificateOrders_List", all: true, transport: pages())?.array?.count == 3)
    }

    @Test func `a vault operation goes to the vault, and a version left out means the newest`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": "x"]))
        _ = try await call("GetSecret", ["vaultName": "kv", "secret-name": "web"], transport: transport)
        #expect(transport.requests.first?.url.hasPrefix("https://kv.vault.azure.net/secrets/web?") == true)
    }

    @Test func `a renewal whose answer is lost is found by the new serial number and not sent again`() async throws {
        func order(_ serial: String) -> JSONValue {
            ["name": "web", "location": "global", "properties": ["status": "Issued", "serialNumber": .string(serial)]]
        }
        let transport = ScriptedTransport(
            .answer(200, order("0A")),
            .fail(.closed, mayHaveArrived: true),
            .answer(200, order("0B"))
        )
        let answer = try await call(
            "AppServiceCertificateOrders_Renew",
            ["resourceGroupName": "g", "certificateOrderName": "web"],
            body: ["properties": [:]],
            transport: transport
        )
        #expect(answer == nil)
        #expect(transport.requests.map(\.method) == [.get, .post, .get])
    }

    @Test func `while another call is in doubt a different one is not sent, and says which run has to find out`() async throws {
        let same: JSONValue = ["name": "web", "location": "global", "properties": ["status": "Issued", "serialNumber": "0A"]]
        let transport = ScriptedTransport(.answer(200, same), .fail(.closed, mayHaveArrived: true), .answer(200, same))
        let context = try context(transport)
        let id = "/subscriptions/\(subscription)/resourceGroups/g/providers/Microsoft.CertificateRegistration/certificateOrders/web"
        let order = try #require(ResourceID(id))
        let ending = try await context.engine.drive(
            {
                OrderCall(input: try OrderCallInput(json: $0), world: context.world) {
                    try await context.world.orders.reissue(resourceGroup: "g", name: "web", ReissueRequest())
                }
            },
            subject: order.subject,
            input: OrderCallInput(order: order, operation: "AppServiceCertificateOrders_Reissue", body: nil).json,
            patience: Patience(seconds: 0),
            merge: { $0 }
        )
        guard case .waiting = ending else { return #expect(Bool(false), "\(ending)") }
        let operation = try #require(APIOperation.named("AppServiceCertificateOrders_Renew"))
        let parameters = ["resourceGroupName": "g", "certificateOrderName": "web"]
        let problem = await #expect(throws: Problem.self) {
            _ = try await CallOperation(context)(CallOperation.Call(operation: operation, parameters: parameters, body: nil))
        }
        #expect(problem?.nextStep.contains("signet runs resume web") == true)
        #expect(transport.requests.count == 3, "nothing was sent for the second call")
    }

    @Test func `what is missing, unknown or out of place is named and nothing is sent`() async throws {
        #expect(await problem("AppServiceCertificateOrders_Get")?.why.contains("'resourceGroupName' is missing") == true)
        let extra = ["resourceGroupName": "g", "certificateOrderName": "web", "color": "red"]
        #expect(await problem("AppServiceCertificateOrders_Get", extra)?.why.contains("'color'") == true)
        #expect(await problem("AppServiceCertificateOrders_List", body: [:])?.why == "it takes no body")
        #expect(await problem("GetSecrets", ["vaultName": "kv.evil.test/"])?.why.contains("vaultName") == true)
        let dots = ["resourceGroupName": "..", "certificateOrderName": "web"]
        #expect(await problem("AppServiceCertificateOrders_Get", dots) != nil)
    }

    @Test func `every operation has its own id and fillable parameters`() {
        let ids = APIOperation.all.map { $0.id.lowercased() }
        #expect(Set(ids).count == ids.count)
        #expect(APIOperation.all.allSatisfy { $0.path.hasPrefix("/") && !$0.path.contains("{}") })
        #expect(
            APIOperation.all.filter { $0.effect == .purchase }.map(\.id).sorted() == [
                "AppServiceCertificateOrders_CreateOrUpdate", "AppServiceCertificateOrders_Reissue", "AppServiceCertificateOrders_Renew",
            ]
        )
    }
}
