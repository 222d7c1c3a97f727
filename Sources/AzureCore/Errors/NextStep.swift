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
                "Check this machine's clock (`date -u`) and the certificate at \(place) (`openssl s_client -connect \(place)`); "
                + "for a private authority name its CA file in the profile."
        case .tooLarge:
            return "Ask for less at a time (a resource group instead of the subscription), or raise the request's maximumResponseBytes."
        case .invalidURL:
            return "Correct the endpoint URL in the profile; it must be an absolute https URL."
        case .cancelled:
            return "Run it again; nothing was decided."
        }
    }

    /// - Parameter known: What the service of this call is known for; it comes before what holds for every service.
    static func forAnswer(_ error: AzureError, known: [KnownRefusal] = []) -> String {
        if let refusal = IdentityRefusal(serviceCode: error.serviceCode ?? "") { return refusal.nextStep }
        if let row = (known + everywhere).first(where: { $0.fits(error) }) { return RefusalText(error: error).filled(row.nextStep) }
        if ["AuthorizationFailed", "LinkedAuthorizationFailed"].contains(error.serviceCode) { return grant(error) }
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

    /// What Resource Manager refuses for any resource. What only one service refuses is in that service's client.
    private static let everywhere = [
        KnownRefusal(
            codes: ["SubscriptionNotFound", "InvalidSubscriptionId"],
            nextStep: "Check the subscription id in the profile: `az account list --output table`."
        ),
        KnownRefusal(
            codes: ["ResourceGroupNotFound"],
            nextStep: "Create the resource group (`az group create --name {group} --location <region>`), or correct its name."
        ),
        KnownRefusal(
            codes: ["MissingSubscriptionRegistration"],
            nextStep: "Register the provider: `az provider register --namespace {provider} --wait`."
        ),
        KnownRefusal(
            codes: ["NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType"],
            nextStep: "Set an api-version that the message lists."
        ),
        KnownRefusal(
            codes: ["ScopeLocked"],
            nextStep: "Find the lock on {quoted2} (`az lock list --resource-group {group} --query \"[].id\"`), make sure that what it "
                + "protects may go, remove it (`az lock delete --ids <id>`), then run it again."
        ),
        KnownRefusal(
            codes: ["ExpiredAuthenticationToken"],
            nextStep:
                "Run it again, a fresh token is used then; if that is refused too, set this machine's clock (`timedatectl set-ntp true`)."
        ),
        KnownRefusal(
            codes: ["ReadOnlyDisabledSubscription"],
            nextStep: "Reactivate the subscription {subscription}: `az account list --query \"[].[id,state]\"` shows its state."
        ),
        KnownRefusal(
            codes: ["AnotherOperationInProgress", "ResourceGroupBeingDeleted"],
            nextStep: "Wait until it has settled (`az resource show --ids {target}`), then run it again."
        ),
        KnownRefusal(
            codes: ["RequestDisallowedByPolicy"],
            nextStep: "Ask for an exemption from the policy the message names, or meet it."
        ),
    ]

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
