/// The one thing to do next, by what the service said. Every text is an order that can be carried out as it stands.
enum NextStep {
    static let unreadable =
        "Run the call again; if the answer stays unreadable, choose another api-version or report it to the service with the request id."

    static func readFirst(_ target: String) -> String {
        "Read \(target) first, and send the request again only when its effect is proven absent."
    }

    static func forTransport(_ failure: TransportError) -> String {
        let place = "\(failure.host):\(failure.port)"
        let isLocal = failure.host == "localhost" || failure.host.hasSuffix(".localhost") || failure.host == "127.0.0.1"
        switch failure.kind {
        case .unresolved:
            return "Check the host name \(failure.host) in the profile, and that this machine resolves it: `getent hosts \(failure.host)`."
        case .refused where isLocal:
            return "Start the emulator (`signet emulator start`), or point the profile at the running one's ready file."
        case .refused, .closed, .timeout, .other:
            return "Check that \(place) is reachable from here (`curl -v https://\(place)/`): DNS, firewall, proxy; then run it again."
        case .tls:
            return
                "Check the certificate at \(place) (`openssl s_client -connect \(place)`); "
                + "for a private authority name its CA file in the profile."
        case .tooLarge:
            return "Ask for less at a time (a resource group instead of the subscription), or raise the request's maximumResponseBytes."
        case .invalidURL:
            return "Correct the endpoint URL in the profile; it must be an absolute https URL."
        case .cancelled:
            return "Run it again; nothing was decided."
        }
    }

    static func forAnswer(_ error: AzureError) -> String {
        if let known = byServiceCode(error) { return known }
        switch error.code {
        case .outcomeUnknown: return readFirst(error.target)
        case .unauthenticated: return "Check the profile's tenant, client id and secret: `az account get-access-token --tenant <tenant>`."
        case .forbidden: return grant(error)
        case .notFound: return "Check the name and its casing: `az resource show --ids \(error.target)`."
        case .conflict:
            return "Read the resource's present state (`az resource show --ids \(error.target)`), then run it again once it has settled."
        case .throttled: return wait(error)
        case .timeout, .serviceUnavailable: return "Wait a minute and run it again; service health: https://azure.status.microsoft/."
        case .preconditionFailed: return "Read the resource again and repeat the change on what it is now."
        case .malformedResponse: return unreadable
        default: return "Correct what the message names, then run it again."
        }
    }

    private static func byServiceCode(_ error: AzureError) -> String? {
        let namespace = ResourceID(error.target)?.provider ?? "Microsoft.CertificateRegistration"
        switch error.innerCode ?? "" {
        case "04006": return "Publish the TXT record the message names at asuid.<host>, wait for its TTL, then bind again."
        case "04030": return "Bind the leaf's thumbprint, and check that the certificate covers the host name."
        case "ForbiddenByRbac": return "Assign the role Key Vault Secrets User on the vault to this identity, then wait up to 10 minutes."
        case "AccessDenied", "ForbiddenByPolicy":
            return
                "Grant this identity the secret permission `get`: "
                + "`az keyvault set-policy --name <vault> --spn <client id> --secret-permissions get`."
        case "ForbiddenByFirewall":
            return "Allow this machine's address: `az keyvault network-rule add --name <vault> --ip-address <address>`."
        case "ObjectIsDeletedButRecoverable": return "Recover the object (`az keyvault secret recover`) or purge it, then run it again."
        case "SecretDisabled": return "Enable the secret version: `az keyvault secret set-attributes --enabled true`."
        default: break
        }
        if let refusal = IdentityRefusal(serviceCode: error.serviceCode ?? "") { return refusal.nextStep }
        switch error.serviceCode ?? "" {
        case "AuthorizationFailed", "LinkedAuthorizationFailed": return grant(error)
        case "SubscriptionNotFound", "InvalidSubscriptionId":
            return "Check the subscription id in the profile: `az account list --output table`."
        case "ResourceGroupNotFound":
            return "Create the resource group (`az group create --name <name> --location <region>`), or correct its name."
        case "MissingSubscriptionRegistration": return "Register the provider: `az provider register --namespace \(namespace) --wait`."
        case "NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType":
            return "Set an api-version that the message lists."
        case "ScopeLocked":
            return "Remove the lock the message names: `az lock list --resource-group <group>`, then `az lock delete --ids <id>`."
        case "SecretNotFound": return "List the vault's secrets (`az keyvault secret list --vault-name <vault>`) and correct the name."
        case "RequestDisallowedByPolicy": return "Ask for an exemption from the policy the message names, or meet it."
        default: return nil
        }
    }

    private static func grant(_ error: AzureError) -> String {
        "Give this identity a role that allows it: `az role assignment create --assignee <client id> --role Contributor "
            + "--scope \(error.target)`; a new grant takes up to 5 minutes."
    }

    private static func wait(_ error: AzureError) -> String {
        guard let seconds = error.retryAfter?.components.seconds else {
            return "Wait a minute, then run it again with fewer calls at a time."
        }
        return "Wait \(seconds) s, then run it again."
    }
}
