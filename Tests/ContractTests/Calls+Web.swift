import AppServiceCertificates
import AzureCore

extension Calls {
    private static func certificates(_ pipeline: Pipeline, _ apiVersion: String) -> WebCertificatesClient {
        WebCertificatesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func bindings(_ pipeline: Pipeline, _ apiVersion: String) -> HostNameBindingsClient {
        HostNameBindingsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    static let webCertificates: [String: Call] = [
        "Certificates_List": { pipeline, version throws(AzureError) in
            try await certificates(pipeline, version).list().all()
        },
        "Certificates_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await certificates(pipeline, version).list(resourceGroup: "group").all()
        },
        "Certificates_Get": { pipeline, version throws(AzureError) in
            try await certificates(pipeline, version).get(resourceGroup: "group", name: "shop")
        },
        "Certificates_CreateOrUpdate": { pipeline, version throws(AzureError) in
            var certificate = WebCertificate(
                location: "westeurope",
                pfx: Secret("TUlJ"),
                password: Secret("word"),
                serverFarmId: plan,
                tags: ["team": "shop"]
            )
            certificate.keyVaultId = vault
            certificate.keyVaultSecretName = "shop"
            certificate.canonicalName = "www.example.com"
            certificate.domainValidationMethod = "cname-delegation"
            return try await certificates(pipeline, version).createOrUpdate(resourceGroup: "group", name: "shop", certificate)
        },
        "Certificates_Update": { pipeline, version throws(AzureError) in
            var patch = WebCertificatePatch()
            patch.pfxBlob = Secret("TUlJ")
            patch.password = Secret("word")
            patch.keyVaultId = vault
            patch.keyVaultSecretName = "shop"
            patch.serverFarmId = plan
            patch.hostNames = ["www.example.com"]
            patch.canonicalName = "www.example.com"
            return try await certificates(pipeline, version).update(resourceGroup: "group", name: "shop", patch)
        },
        "Certificates_Delete": { pipeline, version throws(AzureError) in
            try await certificates(pipeline, version).delete(resourceGroup: "group", name: "shop")
        },
    ]

    static let hostNameBindings: [String: Call] = bindings(suffix: "", slot: nil).merging(bindings(suffix: "Slot", slot: "staging")) {
        first,
        _ in first
    }

    private static func bindings(suffix: String, slot: String?) -> [String: Call] {
        [
            "WebApps_ListHostNameBindings" + suffix: { pipeline, version throws(AzureError) in
                try await bindings(pipeline, version).list(resourceGroup: "group", site: "site", slot: slot).all()
            },
            "WebApps_GetHostNameBinding" + suffix: { pipeline, version throws(AzureError) in
                try await bindings(pipeline, version).get(resourceGroup: "group", site: "site", slot: slot, hostName: "www.example.com")
            },
            "WebApps_CreateOrUpdateHostNameBinding" + suffix: { pipeline, version throws(AzureError) in
                var binding = HostNameBinding(siteName: "site", thumbprint: "AB12")
                binding.customHostNameDnsRecordType = .cname
                binding.hostNameType = .verified
                binding.azureResourceType = .website
                binding.azureResourceName = "site"
                binding.domainId = plan
                return try await bindings(pipeline, version)
                    .createOrUpdate(resourceGroup: "group", site: "site", slot: slot, hostName: "www.example.com", binding)
            },
            "WebApps_DeleteHostNameBinding" + suffix: { pipeline, version throws(AzureError) in
                try await bindings(pipeline, version).delete(resourceGroup: "group", site: "site", slot: slot, hostName: "www.example.com")
            },
        ]
    }
}
