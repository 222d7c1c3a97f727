import AzureCore

extension [KnownRefusal] {
    /// What certificate orders, web certificates and host name bindings are known to refuse. Their messages are matched by the
    /// pieces users report; what a purchase is refused for has no published code.
    public static let appServiceCertificates: [KnownRefusal] = hostNames + vault + webCertificates + renewal + purchase

    private static let hostNames = [
        KnownRefusal(
            codes: ["04006"],
            nextStep: "Publish this record, wait for its TTL, then bind again:  {after: from }  TXT  \"{after: to }\""
        ),
        KnownRefusal(
            codes: ["04030"],
            nextStep: "Bind a certificate that names {quoted2}, by its leaf's thumbprint: `signet api Certificates_ListByResourceGroup "
                + "--parameter resourceGroupName={group}` shows hostNames and thumbprint of each."
        ),
        KnownRefusal(
            words: ["does not match the hostname"],
            nextStep: "Bind a certificate that names the host, by its leaf's thumbprint: `signet api Certificates_ListByResourceGroup "
                + "--parameter resourceGroupName={group}` shows hostNames and thumbprint of each."
        ),
        KnownRefusal(
            words: ["certificate", "was not found"],
            about: "hostNameBinding",
            nextStep: "Import it into the resource group and region of the site's plan first, where bindings look for it: "
                + "`az webapp show --ids {parent} --query \"[appServicePlanId,location]\"` names both."
        ),
    ]

    private static let vault = [
        KnownRefusal(
            words: ["does not have access to", "key vault"],
            nextStep: "Let App Service read its secrets: `az keyvault set-policy --name {quoted1:name} "
                + "--spn abfa0a7c-a6b6-4736-8310-5855508787cd --secret-permissions get` (on a vault with roles assign it Key Vault "
                + "Certificate User), and let trusted services through its firewall."
        ),
        KnownRefusal(
            words: ["keyvault certificate has an invalid value"],
            nextStep: "Look at the secret (`az keyvault secret show --vault-name VAULT --name SECRET --query "
                + "\"[contentType,attributes.enabled]\"`): it must be enabled, of content type application/x-pkcs12, and hold a PFX "
                + "without a password in base64. For the certificate of an order restore the version the service wrote."
        ),
        KnownRefusal(
            words: ["keyvaultid & keyvaultsecretname has an invalid value"],
            nextStep: "Name a secret that exists in a vault of the subscription {subscription}: `az keyvault list --query \"[].id\"`, "
                + "`az keyvault secret list --vault-name VAULT`. A vault that was moved has to be linked anew."
        ),
        KnownRefusal(
            words: ["keyvaultid has an invalid value"],
            nextStep: "Give the whole resource id of a vault in the subscription {subscription}: `az keyvault list --query \"[].id\"`."
        ),
    ]

    private static let webCertificates = [
        KnownRefusal(
            words: ["certificate exists with same thumbprint"],
            nextStep: "Use the certificate that is there, a thumbprint exists once for each group and region: `signet api "
                + "Certificates_ListByResourceGroup --parameter resourceGroupName={group}` shows its name."
        ),
        KnownRefusal(
            words: ["cannot remove certificate", "used for hostname"],
            nextStep: "Bind another certificate to {quoted2} first, or take this one off it: `az webapp config ssl unbind "
                + "--resource-group {group} --name SITE --certificate-thumbprint {quoted1}`; then delete it."
        ),
        KnownRefusal(
            words: ["cannot replace", "used for hostname"],
            nextStep: "Upload it under another name than {name}, bind that one to {quoted1}, then delete {name}."
        ),
        KnownRefusal(
            words: ["pfxblob has an invalid value"],
            nextStep: "Pack it again with a password and the older cipher App Service reads: `openssl pkcs12 -in OLD.pfx -nodes | "
                + "openssl pkcs12 -export -legacy -out NEW.pfx`; send NEW.pfx in base64 with that password."
        ),
    ]

    private static let renewal = [
        KnownRefusal(
            codes: ["ExpirationNotInRenewalTimeRange"],
            nextStep:
                "Wait: `signet status {name}` shows how long the certificate still lasts. For a new key now, reissue it: the end stays."
        ),
        KnownRefusal(
            codes: ["RegistrationStatusNotSupportedForRenewal"],
            nextStep: "See where it stands: `signet status {name}`. Only an issued order can be renewed; an expired one never, so order "
                + "again under another name: `signet order NEW-NAME --domain DOMAIN`."
        ),
        KnownRefusal(
            codes: ["SubscriptionNotActive"],
            nextStep: "Reactivate the subscription {subscription}: `az account list --query \"[].[id,state]\"` shows its state."
        ),
        KnownRefusal(
            words: ["already"],
            about: "/certificateOrders/",
            nextStep: "Wait for what is under way: `signet status {name}`."
        ),
    ]

    private static let purchase = [
        KnownRefusal(
            words: ["fraud"],
            about: "certificateRegistration",
            nextStep: "Wait up to a day for the review, then run it again; if it is held longer, open a support request for the "
                + "subscription: `az support in-subscription tickets create --help`."
        ),
        KnownRefusal(
            words: ["payment"],
            about: "certificateRegistration",
            nextStep: "Add a valid payment method to the subscription in the portal under Cost Management + Billing > Payment methods, "
                + "then run it again."
        ),
        KnownRefusal(
            words: ["offer"],
            about: "certificateRegistration",
            nextStep: "Order in a subscription whose offer sells certificates, such as pay-as-you-go: `az account list --output table`, "
                + "then `signet profile add --help`."
        ),
        KnownRefusal(
            words: ["limit"],
            about: "certificateRegistration",
            nextStep: "Delete orders nobody needs (`signet list`), or have the limit raised: a support request of the kind service and "
                + "subscription limits (quotas)."
        ),
    ]
}
