import AzureCore
import JSON

/// The host names of a site (`Microsoft.Web/sites/hostNameBindings`). The service refuses parallel writes on one site: make one
/// after the other.
///
/// All calls throw ``AzureError``, as ``Pipeline/send(_:)`` says, cancellation included. `{site}` stands for
/// `/subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.Web/sites/{name}`.
///
/// Source: the document `WebApps` of `Microsoft.Web`, api-versions as for ``WebCertificatesClient``.
public struct HostNameBindingsClient: Sendable {
    private let resources: ResourceManager

    /// A client for one subscription; versions are those of ``WebCertificatesVersion``.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = WebCertificatesVersion.standard
    ) {
        resources = ResourceManager(
            pipeline: pipeline,
            cloud: cloud,
            subscriptionId: subscriptionId,
            apiVersion: apiVersion,
            knownRefusals: .appServiceCertificates
        )
    }

    /// The id of a binding of a site, or of one of its slots.
    public func id(resourceGroup: String, site: String, slot: String? = nil, hostName: String) -> ResourceID {
        self.site(resourceGroup: resourceGroup, name: site, slot: slot).child("hostNameBindings", hostName)
    }

    /// The host names mapped to a site, or to one of its slots.
    ///
    /// Source: `GET {site}/hostNameBindings`, `GET {site}/slots/{slot}/hostNameBindings`.
    public func list(resourceGroup: String, site: String, slot: String? = nil) -> Paged<HostNameBinding> {
        resources.list(
            "HostNameBindings.list",
            self.site(resourceGroup: resourceGroup, name: site, slot: slot),
            path: ["hostNameBindings"],
            read: HostNameBinding.init(json:)
        )
    }

    /// Binds a certificate to a host name; harmless to repeat. Read the binding first and change what was read, so that its
    /// other fields stay.
    ///
    /// Throws ``AzureError``: `.invalidRequest` with inner code 04006 when the ownership record is missing, `.conflict` with
    /// 04030 when the thumbprint does not fit, `.notFound` when the certificate is not in the site's webspace.
    ///
    /// Source: `PUT {site}/hostNameBindings/{host}` (or below `slots/{slot}`), answers 200 or 201.
    public func createOrUpdate(
        resourceGroup: String,
        site: String,
        slot: String? = nil,
        hostName: String,
        _ binding: HostNameBinding
    ) async throws(AzureError) -> HostNameBinding {
        try await resources.put(
            "HostNameBindings.createOrUpdate",
            id(resourceGroup: resourceGroup, site: site, slot: slot, hostName: hostName),
            body: binding.requestBody(),
            read: HostNameBinding.init(json:)
        )
    }

    /// Reads a binding. Throws `.notFound` when the host name is not mapped to the site.
    ///
    /// Source: `GET {site}/hostNameBindings/{host}` (or below `slots/{slot}`).
    public func get(
        resourceGroup: String,
        site: String,
        slot: String? = nil,
        hostName: String
    ) async throws(AzureError) -> HostNameBinding {
        try await resources.get(
            "HostNameBindings.get",
            id(resourceGroup: resourceGroup, site: site, slot: slot, hostName: hostName),
            read: HostNameBinding.init(json:)
        )
    }

    /// Takes a host name off the site; requests for it are then no longer answered. Throws `.conflict` while the site needs it.
    ///
    /// Source: `DELETE {site}/hostNameBindings/{host}` (or below `slots/{slot}`).
    ///
    /// - Returns: Whether it was mapped.
    @discardableResult
    public func delete(
        resourceGroup: String,
        site: String,
        slot: String? = nil,
        hostName: String
    ) async throws(AzureError) -> Bool {
        try await resources.delete(
            "HostNameBindings.delete",
            id(resourceGroup: resourceGroup, site: site, slot: slot, hostName: hostName)
        )
    }

    private func site(resourceGroup: String, name: String, slot: String?) -> ResourceID {
        let site = resources.resourceGroup(resourceGroup).resource("Microsoft.Web", "sites", name)
        return slot.map { site.child("slots", $0) } ?? site
    }
}
