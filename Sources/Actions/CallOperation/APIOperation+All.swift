import AppServiceCertificates
import HTTPTypes
import KeyVault

extension APIOperation {
    /// Every operation of the four APIs but the private endpoints of Key Vault.
    package static let all: [APIOperation] = certificateOrders + diagnostics + webCertificates + hostNameBindings + vaults + secrets

    package static func named(_ id: String) -> APIOperation? {
        all.first { $0.id.lowercased() == id.lowercased() }
    }

    private static let subscription = "/subscriptions/{subscriptionId}"
    private static let group = subscription + "/resourceGroups/{resourceGroupName}"

    private static let certificateOrders: [APIOperation] = {
        let service = Service.resourceManager(apiVersion: CertificateOrdersVersion.standard)
        let provider = "/providers/Microsoft.CertificateRegistration"
        let orders = group + provider + "/certificateOrders"
        let order = orders + "/{certificateOrderName}"
        let certificate = order + "/certificates/{name}"
        func operation(
            _ name: String,
            _ method: Method,
            _ path: String,
            _ effect: Effect? = nil,
            paged: Bool = false
        ) -> APIOperation {
            APIOperation("AppServiceCertificateOrders_" + name, method.http, path, service, effect, paged: paged)
        }
        return [
            operation("List", .get, subscription + provider + "/certificateOrders", paged: true),
            operation("ListByResourceGroup", .get, orders, paged: true),
            operation("Get", .get, order),
            operation("CreateOrUpdate", .put, order, .purchase),
            operation("Update", .patch, order),
            operation("Delete", .delete, order),
            operation("ListCertificates", .get, order + "/certificates", paged: true),
            operation("GetCertificate", .get, certificate),
            operation("CreateOrUpdateCertificate", .put, certificate),
            operation("UpdateCertificate", .patch, certificate),
            operation("DeleteCertificate", .delete, certificate),
            operation("Reissue", .post, order + "/reissue", .purchase),
            operation("Renew", .post, order + "/renew", .purchase),
            operation("ResendEmail", .post, order + "/resendEmail"),
            operation("ResendRequestEmails", .post, order + "/resendRequestEmails"),
            operation("VerifyDomainOwnership", .post, order + "/verifyDomainOwnership"),
            operation("RetrieveSiteSeal", .post, order + "/retrieveSiteSeal", .read),
            operation("RetrieveCertificateActions", .post, order + "/retrieveCertificateActions", .read),
            operation("RetrieveCertificateEmailHistory", .post, order + "/retrieveEmailHistory", .read),
            operation("ValidatePurchaseInformation", .post, subscription + provider + "/validateCertificateRegistrationInformation", .read),
        ]
    }()

    private static let diagnostics: [APIOperation] = {
        let service = Service.resourceManager(apiVersion: CertificateOrdersVersion.standard)
        let detectors = group + "/providers/Microsoft.CertificateRegistration/certificateOrders/{certificateOrderName}/detectors"
        let prefix = "CertificateOrdersDiagnostics_"
        return [
            APIOperation(prefix + "ListAppServiceCertificateOrderDetectorResponse", .get, detectors, service, paged: true),
            APIOperation(
                prefix + "GetAppServiceCertificateOrderDetectorResponse",
                .get,
                detectors + "/{detectorName}",
                service,
                query: ["startTime", "endTime", "timeGrain"]
            ),
            APIOperation(
                "CertificateRegistrationProvider_ListOperations",
                .get,
                "/providers/Microsoft.CertificateRegistration/operations",
                service,
                paged: true
            ),
        ]
    }()

    private static let webCertificates: [APIOperation] = {
        let service = Service.resourceManager(apiVersion: WebCertificatesVersion.standard)
        let certificates = group + "/providers/Microsoft.Web/certificates"
        return [
            APIOperation(
                "Certificates_List",
                .get,
                subscription + "/providers/Microsoft.Web/certificates",
                service,
                paged: true,
                query: ["$filter"]
            ),
            APIOperation("Certificates_ListByResourceGroup", .get, certificates, service, paged: true),
            APIOperation("Certificates_Get", .get, certificates + "/{name}", service),
            APIOperation("Certificates_CreateOrUpdate", .put, certificates + "/{name}", service),
            APIOperation("Certificates_Update", .patch, certificates + "/{name}", service),
            APIOperation("Certificates_Delete", .delete, certificates + "/{name}", service),
        ]
    }()

    private static let hostNameBindings: [APIOperation] = {
        let service = Service.resourceManager(apiVersion: WebCertificatesVersion.standard)
        let site = group + "/providers/Microsoft.Web/sites/{name}"
        return [("", site), ("Slot", site + "/slots/{slot}")].flatMap { suffix, owner in
            let bindings = owner + "/hostNameBindings"
            return [
                APIOperation("WebApps_ListHostNameBindings" + suffix, .get, bindings, service, paged: true),
                APIOperation("WebApps_GetHostNameBinding" + suffix, .get, bindings + "/{hostName}", service),
                APIOperation("WebApps_CreateOrUpdateHostNameBinding" + suffix, .put, bindings + "/{hostName}", service),
                APIOperation("WebApps_DeleteHostNameBinding" + suffix, .delete, bindings + "/{hostName}", service),
            ]
        }
    }()

    private static let vaults: [APIOperation] = {
        let service = Service.resourceManager(apiVersion: VaultsClient.standardAPIVersion)
        let provider = subscription + "/providers/Microsoft.KeyVault"
        let vaults = group + "/providers/Microsoft.KeyVault/vaults"
        let deleted = provider + "/locations/{location}/deletedVaults/{vaultName}"
        return [
            APIOperation("Vaults_CreateOrUpdate", .put, vaults + "/{vaultName}", service),
            APIOperation("Vaults_Update", .patch, vaults + "/{vaultName}", service),
            APIOperation("Vaults_Get", .get, vaults + "/{vaultName}", service),
            APIOperation("Vaults_Delete", .delete, vaults + "/{vaultName}", service),
            APIOperation("Vaults_UpdateAccessPolicy", .put, vaults + "/{vaultName}/accessPolicies/{operationKind}", service),
            APIOperation("Vaults_ListByResourceGroup", .get, vaults, service, paged: true, query: ["$top"]),
            APIOperation("Vaults_ListBySubscription", .get, provider + "/vaults", service, paged: true, query: ["$top"]),
            APIOperation(
                "Vaults_List",
                .get,
                subscription + "/resources",
                .resourceManager(apiVersion: "2015-11-01"),
                paged: true,
                query: ["$filter", "$top"]
            ),
            APIOperation("Vaults_ListDeleted", .get, provider + "/deletedVaults", service, paged: true),
            APIOperation("Vaults_GetDeleted", .get, deleted, service),
            APIOperation("Vaults_PurgeDeleted", .post, deleted + "/purge", service, .delete),
            APIOperation("Vaults_CheckNameAvailability", .post, provider + "/checkNameAvailability", service, .read),
        ]
    }()

    private static let secrets: [APIOperation] = {
        let service = Service.vault(apiVersion: SecretsClient.standardAPIVersion)
        let vault = "/{vaultName}"
        func operation(_ name: String, _ method: Method, _ path: String, _ effect: Effect? = nil, paged: Bool = false) -> APIOperation {
            APIOperation(name, method.http, vault + path, service, effect, paged: paged, query: paged ? ["maxresults"] : [])
        }
        return [
            operation("SetSecret", .put, "/secrets/{secret-name}"),
            operation("GetSecret", .get, "/secrets/{secret-name}/{secret-version}"),
            operation("UpdateSecret", .patch, "/secrets/{secret-name}/{secret-version}"),
            operation("DeleteSecret", .delete, "/secrets/{secret-name}"),
            operation("GetSecrets", .get, "/secrets", paged: true),
            operation("GetSecretVersions", .get, "/secrets/{secret-name}/versions", paged: true),
            operation("GetDeletedSecrets", .get, "/deletedsecrets", paged: true),
            operation("GetDeletedSecret", .get, "/deletedsecrets/{secret-name}"),
            operation("RecoverDeletedSecret", .post, "/deletedsecrets/{secret-name}/recover"),
            operation("PurgeDeletedSecret", .delete, "/deletedsecrets/{secret-name}"),
            operation("BackupSecret", .post, "/secrets/{secret-name}/backup", .read),
            operation("RestoreSecret", .post, "/secrets/restore"),
        ]
    }()

    /// The verbs the tables above use, so that a row stays one short line.
    private enum Method {
        case get, put, patch, post, delete

        var http: HTTPRequest.Method {
            switch self {
            case .get: .get
            case .put: .put
            case .patch: .patch
            case .post: .post
            case .delete: .delete
            }
        }
    }
}
