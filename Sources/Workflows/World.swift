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
    package let subscriptionId: String
    package let tenantId: String
    package let pipeline: Pipeline
    package let cloud: AzureCloud
    package let orders: CertificateOrdersClient
    package let orderCertificates: OrderCertificatesClient
    package let webCertificates: WebCertificatesClient
    package let hostNameBindings: HostNameBindingsClient
    package let vaults: VaultsClient
    package let secrets: @Sendable (_ vaultURL: String) -> SecretsClient
    package let resourceGroups: ResourceGroupsClient
    package let sites: SitesClient
    package let plans: PlansClient
    package let roleAssignments: RoleAssignmentsClient
    package let locks: LocksClient
    package let servicePrincipals: ServicePrincipalsClient
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
        orders = CertificateOrdersClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        orderCertificates = OrderCertificatesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        webCertificates = WebCertificatesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        hostNameBindings = HostNameBindingsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        vaults = VaultsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        self.secrets = secrets
        resourceGroups = ResourceGroupsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        sites = SitesClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        plans = PlansClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        roleAssignments = RoleAssignmentsClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        locks = LocksClient(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId)
        servicePrincipals = ServicePrincipalsClient(pipeline: pipeline, cloud: cloud)
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
        guard id.lowercased() != subscriptionId.lowercased() else { return self }
        return World(
            subscriptionId: id,
            tenantId: tenantId,
            pipeline: pipeline,
            cloud: cloud,
            secrets: secrets,
            resolver: resolver,
            nameServers: nameServers,
            wire: wire,
            pages: pages,
            records: records,
            clock: clock,
            pace: pace,
            rules: rules,
            custody: custody
        )
    }
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
