import AzureCore

extension [KnownRefusal] {
    /// What vaults are known to refuse, by their inner codes.
    public static let keyVault: [KnownRefusal] = access + objects

    private static let access = [
        KnownRefusal(
            codes: ["ForbiddenByRbac"],
            nextStep: "Assign the role Key Vault Secrets Officer (to read only: Key Vault Secrets User) to this identity: `az role "
                + "assignment create --assignee {after:appid=} --role 'Key Vault Secrets Officer' --scope $(az keyvault show --name {vault} "
                + "--query id --output tsv)`; it takes up to 10 minutes."
        ),
        KnownRefusal(
            codes: ["ForbiddenByPolicy", "AccessDenied"],
            words: ["does not have secrets"],
            nextStep: "Grant it: `az keyvault set-policy --name {vault} --spn {after:appid=} --secret-permissions "
                + "{after:does not have secrets}`. The permissions named replace those it has: name them all."
        ),
        KnownRefusal(
            codes: ["ForbiddenByPolicy", "AccessDenied"],
            nextStep: "Grant this identity the secret permission it lacks: `az keyvault set-policy --name {vault} --spn CLIENT-ID "
                + "--secret-permissions get list set`."
        ),
        KnownRefusal(
            codes: ["ForbiddenByFirewall"],
            nextStep: "Allow this machine's address: `az keyvault network-rule add --name {vault} --ip-address {after:Client address:}`."
        ),
    ]

    private static let objects = [
        KnownRefusal(
            codes: ["ObjectIsDeletedButRecoverable"],
            nextStep: "Recover it (`az keyvault secret recover --vault-name {vault} --name {name}`), purge it (`az keyvault secret purge "
                + "--vault-name {vault} --name {name}`), or use another name; then run it again."
        ),
        KnownRefusal(
            codes: ["ObjectIsBeingDeleted", "ObjectIsBeingRecovered"],
            nextStep: "Wait a minute until that is done, then run it again."
        ),
        KnownRefusal(
            codes: ["SecretDisabled"],
            nextStep: "Enable the version: `az keyvault secret set-attributes --vault-name {vault} --name {name} --enabled true`."
        ),
        KnownRefusal(
            codes: ["SecretManagedByKeyVault"],
            nextStep: "Use another secret name: this one belongs to a Key Vault certificate, which alone writes it."
        ),
        KnownRefusal(
            codes: ["SecretNotFound"],
            nextStep: "List the vault's secrets (`az keyvault secret list --vault-name {vault}`) and correct the name."
        ),
        KnownRefusal(
            words: ["deleted", "recoverable"],
            nextStep: "Recover the vault (`az keyvault recover --name {name}`) or purge it (`az keyvault purge --name {name}`), or use "
                + "another name; then run it again."
        ),
    ]
}
