import AppServiceCertificates
import AzureCore
import Catalog
import Gateway
import JSON
import Workflows

extension PlanRequest {
    /// What a call comes to that buys, replaces or revokes a certificate: a verb, which is planned before anything is sent. Nil for all
    /// other calls.
    ///
    /// Read from what would be sent, not from what a document calls it.
    init?(_ call: AgentCall) throws {
        switch call.place.kind {
        case .resourceManager:
            guard let request = try Self.ofOrder(call.request) else { return nil }
            self = request
        case .signet:
            guard let request = try Self.ofSignet(call.contract.operationId, call.request.inputs, call.azure.defaultResourceGroup) else {
                return nil
            }
            self = request
        case .vault, .api: return nil
        }
    }

    private static func ofOrder(_ request: CanonicalRequest) throws -> PlanRequest? {
        guard let order = CallOperation.order(in: request.path) else { return nil }
        let target = OrderName(order.name, resourceGroup: order.resourceGroup)
        let rest = request.path.split(separator: "/").dropFirst(8).map { $0.lowercased() }
        switch (request.method, rest) {
        case ("PUT", []): return .order(try OrderRequest(target, body: request.body ?? [:]))
        case ("POST", ["renew"]): return .renew(target, key: try request.body?["properties"]?["csr"]?.string.map(KeyChoice.given))
        case ("POST", ["reissue"]):
            let properties = request.body?["properties"]
            return .reissue(
                target,
                keySize: properties?["keySize"]?.int,
                overlapHours: properties?["delayExistingRevokeInHours"]?.int ?? ReissueInput.longestOverlap,
                key: try properties?["csr"]?.string.map(KeyChoice.given)
            )
        case ("DELETE", []): return .retire(target, unbind: false, revokeWhileServed: false)
        default: return nil
        }
    }

    private static func ofSignet(_ operation: String, _ inputs: JSONValue, _ group: String?) throws -> PlanRequest? {
        let body = inputs["body"] ?? [:]
        let target = OrderName(inputs["order"]?.string ?? body["name"]?.string ?? "")
        let key: KeyChoice? = body["key"]?.string.map { $0 == KeyChoice.sealedWord ? .sealed : .platform }
        switch operation {
        case "Signet_Order":
            return .order(
                OrderRequest(
                    name: target.name,
                    domain: body["domain"]?.string,
                    product: body["wildcard"]?.bool == true ? .wildcard : .standard,
                    resourceGroup: body["resourceGroup"]?.string ?? group,
                    keyVault: body["vault"]?.string,
                    site: body["app"]?.string,
                    key: key ?? .platform
                )
            )
        case "Signet_Renew": return .renew(target, key: key)
        case "Signet_Reissue": return .reissue(target, keySize: nil, overlapHours: ReissueInput.longestOverlap, key: key)
        case "Signet_Retire": return .retire(target, unbind: true, revokeWhileServed: false)
        default: return nil
        }
    }
}

extension KeyChoice {
    /// A handle stands for a secret that a plan would have to show.
    fileprivate static func given(_ csr: String) throws(Refusal) -> KeyChoice {
        guard !Handles.isOne(csr) else {
            throw Refusal(
                .secretWithheld,
                "A plan cannot be made with a signing request behind a handle.",
                fieldErrors: [Refusal.FieldError("/inputs/body/properties/csr", expected: "nothing: signet makes and seals the key")],
                human: Refusal.Human("Leave the request out, or have the certificate reissued with --csr FILE on the command line.")
            )
        }
        return .supplied(csr: csr)
    }
}

extension OrderRequest {
    /// The body of the API's own purchase in the words of ours.
    fileprivate init(_ target: OrderName, body: JSONValue) throws {
        let properties = body["properties"]
        let name = properties?["distinguishedName"]?.string ?? ""
        let domain = name.split(separator: ",").map { $0.drop { $0 == " " } }.first { $0.lowercased().hasPrefix("cn=") }?.dropFirst(3)
        guard let domain else {
            throw Refusal(
                .invalidInputs,
                "The order names no domain.",
                fieldErrors: [Refusal.FieldError("/inputs/body/properties/distinguishedName", expected: "CN=domain")],
                next: Refusal.Call("load_operations", ["operations": ["certificate-orders/AppServiceCertificateOrders_CreateOrUpdate"]])
            )
        }
        let isWildcard = properties?["productType"]?.string?.lowercased().contains("wild") == true
        self.init(
            name: target.name,
            domain: String(domain),
            product: isWildcard ? .wildcard : .standard,
            resourceGroup: target.resourceGroup,
            keySize: properties?["keySize"]?.int ?? 2048,
            key: try properties?["csr"]?.string.map(KeyChoice.given) ?? .platform
        )
    }
}
