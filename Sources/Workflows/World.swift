import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import Custody
import DNS
import FoundationEssentials
import KeyVault

/// Everything a workflow may look at or change, for one profile: the clients of one subscription, the wire and the clock.
package struct World: Sendable {
    package private(set) var subscriptionId: String
    package let tenantId: String
    package private(set) var pipeline: Pipeline
    package let cloud: AzureCloud
    package let secrets: @Sendable (_ vaultURL: String) -> SecretsClient
    package let resolver: DNSResolver
    /// How the name servers of a domain are asked whether they have its proof.
    package let nameServers: Propagation.NameServers
    package let wire: Wire
    /// How a proof by page is looked at; nil leaves that out.
    package let pages: PageProbe?
    package let records: RecordPublisher
    package let clock: WorkflowClock
    package let pace: Pace
    /// When and how orders are renewed.
    package let rules: RenewalRules
    /// Where keys made here are sealed; nil where none can be.
    package let custody: Custody?

    package init(
        subscriptionId: String,
        tenantId: String,
        pipeline: Pipeline,
        cloud: AzureCloud,
        secrets: @escaping @Sendable (String) -> SecretsClient,
        resolver: DNSResolver,
        nameServers: Propagation.NameServers = .own(port: 53),
        wire: Wire,
        pages: PageProbe? = nil,
        records: RecordPublisher,
        clock: WorkflowClock,
        pace: Pace = .cloud,
        rules: RenewalRules = RenewalRules(),
        custody: Custody? = nil
    ) {
        self.subscriptionId = subscriptionId
        self.tenantId = tenantId
        self.pipeline = pipeline
        self.cloud = cloud
        self.secrets = secrets
        self.resolver = resolver
        self.nameServers = nameServers
        self.wire = wire
        self.pages = pages
        self.records = records
        self.clock = clock
        self.pace = pace
        self.rules = rules
        self.custody = custody
    }
}

extension World {
    /// The same, in another subscription of the tenant.
    package func inSubscription(_ id: String) -> World {
        var world = self
        world.subscriptionId = id
        return world
    }
}

extension World {
    /// The same, with calls that let others go first, or go before them, where calls have to wait.
    package func prioritised(_ priority: RequestPriority, patience: Duration?) -> World {
        var world = self
        world.pipeline = pipeline.prioritised(priority, patience: patience)
        return world
    }
}

/// A client is a name for the pipeline and a place; making one costs nothing.
extension World {
    package var orders: CertificateOrdersClient {
        CertificateOrdersClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var orderCertificates: OrderCertificatesClient {
        OrderCertificatesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var webCertificates: WebCertificatesClient {
        WebCertificatesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var hostNameBindings: HostNameBindingsClient {
        HostNameBindingsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var vaults: VaultsClient { VaultsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId) }
    package var resourceGroups: ResourceGroupsClient {
        ResourceGroupsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var sites: SitesClient { SitesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId) }
    package var plans: PlansClient { PlansClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId) }
    package var roleAssignments: RoleAssignmentsClient {
        RoleAssignmentsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
    }
    package var locks: LocksClient { LocksClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId) }
    package var servicePrincipals: ServicePrincipalsClient { ServicePrincipalsClient(pipeline: pipeline, cloud: cloud) }
}

/// Where and against which roots a host name is asked for its certificate. On a real cloud every host is asked at its own
/// address; the emulator serves all of them at one.
package struct Wire: Sendable {
    package let frontEnd: (host: String, port: Int)?
    package let roots: TrustRoots

    package init(frontEnd: (host: String, port: Int)?, roots: TrustRoots) {
        self.frontEnd = frontEnd
        self.roots = roots
    }

    package func probe(_ hostName: String, port: Int = 443, at date: Date) async throws(ProbeError) -> ProbeReport {
        try await TLSProbe.run(hostName: hostName, port: port, address: frontEnd, roots: roots, at: date, timeout: .seconds(10))
    }
}
