import AzureCore
import AzureResources

extension Calls {
    private static let scope = ResourceID.resourceGroup("group", subscriptionId: subscription)
    private static let zone = scope.resource("Microsoft.Network", "dnsZones", "example.com")
    private static let guid = "66666666-7777-8888-9999-000000000000"

    private static func locks(_ pipeline: Pipeline, _ apiVersion: String) -> LocksClient {
        LocksClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func grants(_ pipeline: Pipeline, _ apiVersion: String) -> RoleAssignmentsClient {
        RoleAssignmentsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func groups(_ pipeline: Pipeline, _ apiVersion: String) -> ResourceGroupsClient {
        ResourceGroupsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func plans(_ pipeline: Pipeline, _ apiVersion: String) -> PlansClient {
        PlansClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func sites(_ pipeline: Pipeline, _ apiVersion: String) -> SitesClient {
        SitesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func zones(_ pipeline: Pipeline, _ apiVersion: String) -> DNSZonesClient {
        DNSZonesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    /// What lies around the four APIs: groups, plans, sites, locks, grants, Resource Graph, principals.
    static let resources: [String: Call] = [
        "ManagementLocks_ListByScope": { pipeline, version throws(AzureError) in
            try await locks(pipeline, version).list(scope: scope, atScope: true).all()
        },
        "ManagementLocks_CreateOrUpdateByScope": { pipeline, version throws(AzureError) in
            try await locks(pipeline, version).create(scope: scope, name: "keep", level: .readOnly, notes: "certificates")
        },
        "ManagementLocks_DeleteByScope": { pipeline, version throws(AzureError) in
            try await locks(pipeline, version).delete(scope: scope, name: "keep")
        },
        "RoleAssignments_ListForScope": { pipeline, version throws(AzureError) in
            try await grants(pipeline, version).list(scope: scope).all()
        },
        "RoleAssignments_Create": { pipeline, version throws(AzureError) in
            try await grants(pipeline, version).create(scope: scope, name: guid, role: guid, principalId: guid)
        },
        "RoleAssignments_Delete": { pipeline, version throws(AzureError) in
            try await grants(pipeline, version).delete(scope: scope, name: guid)
        },
        "ResourceGroups_Get": { pipeline, version throws(AzureError) in
            try await groups(pipeline, version).get(name: "group")
        },
        "ResourceGroups_List": { pipeline, version throws(AzureError) in
            try await groups(pipeline, version).list().all()
        },
        "ResourceGroups_CreateOrUpdate": { pipeline, version throws(AzureError) in
            try await groups(pipeline, version).createOrUpdate(name: "group", location: "westeurope", tags: ["team": "shop"])
        },
        "AppServicePlans_Get": { pipeline, version throws(AzureError) in
            try await plans(pipeline, version).get(id: plan)
        },
        "AppServicePlans_List": { pipeline, version throws(AzureError) in
            try await plans(pipeline, version).list().all()
        },
        "AppServicePlans_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await plans(pipeline, version).list(resourceGroup: "group").all()
        },
        "WebApps_Get": { pipeline, version throws(AzureError) in
            try await sites(pipeline, version).get(resourceGroup: "group", name: "site")
        },
        "WebApps_List": { pipeline, version throws(AzureError) in
            try await sites(pipeline, version).list().all()
        },
        "WebApps_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await sites(pipeline, version).list(resourceGroup: "group").all()
        },
        "WebApps_CreateOrUpdate": { pipeline, version throws(AzureError) in
            try await sites(pipeline, version)
                .create(resourceGroup: "group", name: "site", location: "westeurope", serverFarmId: plan).first
        },
        "Resources": { pipeline, version throws(AzureError) in
            let graph = ResourceGraphClient(pipeline: pipeline, cloud: .publicCloud, apiVersion: version)
            return try await graph.query("resources | project id", subscriptions: [subscription]).all()
        },
        "ServicePrincipals_List": { pipeline, _ throws(AzureError) in
            try await ServicePrincipalsClient(pipeline: pipeline, cloud: .publicCloud).find(appId: guid)
        },
    ]

    static let dnsZones: [String: Call] = [
        "Zones_List": { pipeline, version throws(AzureError) in
            try await zones(pipeline, version).list().all()
        },
        "Zones_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await zones(pipeline, version).list(resourceGroup: "group").all()
        },
        "RecordSets_Get": { pipeline, version throws(AzureError) in
            try await zones(pipeline, version).get(zone: zone, name: "@", type: .txt)
        },
        "RecordSets_CreateOrUpdate": { pipeline, version throws(AzureError) in
            try await zones(pipeline, version).put(zone: zone, name: "@", .txt(["token"]), metadata: ["for": "certificates"])
        },
        "RecordSets_Delete": { pipeline, version throws(AzureError) in
            try await zones(pipeline, version).delete(zone: zone, name: "@", type: .txt)
        },
    ]
}
