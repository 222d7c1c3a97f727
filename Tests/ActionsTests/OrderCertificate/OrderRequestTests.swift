import AppServiceCertificates
import AzureCore
import Testing
import Workflows

@testable import Actions

@Suite struct OrderRequestTests {
    private let subscription = "11111111-1111-1111-1111-111111111111"

    private func request(_ change: (inout OrderRequest) -> Void = { _ in }) -> OrderRequest {
        var request = OrderRequest(name: "web", domain: "contoso.test", resourceGroup: "group", keyVault: "vault")
        change(&request)
        return request
    }

    private func problem(_ request: OrderRequest) -> Problem? {
        do {
            _ = try request.input(subscriptionId: subscription)
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func `names become ids in the order's own group`() throws {
        let input = try request { $0.site = "site" }.input(subscriptionId: subscription)
        let group = "/subscriptions/\(subscription)/resourceGroups/group/providers"
        #expect(input.order.description == "\(group)/Microsoft.CertificateRegistration/certificateOrders/web")
        #expect(input.vault?.description == "\(group)/Microsoft.KeyVault/vaults/vault")
        #expect(input.site?.description == "\(group)/Microsoft.Web/sites/site")
        #expect(input.secretName == "web")
        #expect(input.hostNames == ["contoso.test"])
    }

    @Test func `an id of another group is taken as it is`() throws {
        let id = "/subscriptions/\(subscription)/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/central"
        #expect(try request { $0.keyVault = id }.input(subscriptionId: subscription).vault?.resourceGroup == "shared")
    }

    @Test(arguments: ["a/b", "/not/an/id", "/subscriptions/x", ""])
    func `what is neither a name nor an id is refused`(vault: String) {
        #expect(problem(request { $0.keyVault = vault })?.kind == .input)
    }

    @Test func `what is missing is asked for by its flag`() {
        #expect(problem(request { $0.domain = nil })?.what == "--domain is missing.")
        #expect(problem(request { $0.keyVault = nil })?.what == "--key-vault is missing.")
        #expect(problem(request { $0.resourceGroup = nil })?.what == "--resource-group is missing.")
        #expect(problem(request { $0.hostNames = ["contoso.test"] })?.what == "--site is missing.")
    }

    @Test func `a wildcard cannot guess the host names of a site`() {
        let wildcard = request {
            $0.domain = "*.contoso.test"
            $0.product = .wildcard
            $0.site = "site"
        }
        #expect(problem(wildcard)?.what == "--hostname is missing.")
    }

    @Test func `a host name the certificate would not cover is refused before anything is bought`() {
        let stranger = request {
            $0.site = "site"
            $0.hostNames = ["contoso.test", "shop.contoso.test"]
        }
        #expect(problem(stranger)?.what.contains("does not cover shop.contoso.test") == true)
    }
}
