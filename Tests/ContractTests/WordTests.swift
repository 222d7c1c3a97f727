import AppServiceCertificates
import AzureCore
import AzureResources
import JSON
import KeyVault
import Testing

@Suite struct WordTests {
    private static func known<Word: ServiceWord>(_ type: Word.Type) -> [String] {
        type.allKnown.map(\.rawValue)
    }

    /// The type of the code for each vocabulary of the table.
    private static let vocabularies: [String: [String]] = [
        "AzureResourceType": known(HostNameTarget.self),
        "CertificateOrderActionType": known(OrderActionType.self),
        "CertificateOrderStatus": known(OrderStatus.self),
        "CertificatePermissions": known(CertificatePermission.self),
        "CertificateProductType": known(ProductType.self),
        "CreateMode": known(VaultCreateMode.self),
        "CreatedByType": known(IdentityType.self),
        "CustomHostNameDnsRecordType": known(HostNameRecordType.self),
        "DeletionRecoveryLevel": known(RecoveryLevel.self),
        "DetectorType": known(DetectorType.self),
        "HostNameType": known(HostNameType.self),
        "InsightStatus": known(InsightStatus.self),
        "KeyPermissions": known(KeyPermission.self),
        "KeyVaultSecretStatus": known(KeyVaultSecretStatus.self),
        "LockLevel": known(LockLevel.self),
        "NetworkRuleAction": known(NetworkAction.self),
        "NetworkRuleBypassOptions": known(NetworkBypass.self),
        "PrincipalType": known(PrincipalType.self),
        "ProvisioningState": known(ProvisioningState.self),
        "PublicNetworkAccess": known(PublicNetworkAccess.self),
        "Reason": known(NameUnavailableReason.self),
        "RenderingType": known(RenderingType.self),
        "ResourceNotRenewableReason": known(NotRenewableReason.self),
        "SecretPermissions": known(SecretPermission.self),
        "SkuFamily": known(SkuFamily.self),
        "SkuName": known(SkuName.self),
        "SslState": known(SSLState.self),
        "StoragePermissions": known(StoragePermission.self),
        "Type": known(VaultResourceType.self),
        "VaultProvisioningState": known(VaultProvisioningState.self),
    ]

    @Test func `every word of the services has a constant, spelled as they spell it`() throws {
        let table = try OperationTable.shared.get()
        let excepted = Set(table.overlay["exceptedWords"]?.object?.keys ?? [])
        #expect(Set(table.words.keys).subtracting(excepted) == Set(Self.vocabularies.keys))
        for (name, words) in table.words where !excepted.contains(name) {
            #expect(Set(Self.vocabularies[name] ?? []) == Set(words), "\(name)")
        }
    }

    @Test func `no word is there twice`() {
        for (name, words) in Self.vocabularies { #expect(Set(words).count == words.count, "\(name)") }
    }
}
