import AppServiceCertificates
import AzureCore
import AzureResources

/// A site, or a deployment slot of one, and the plan it runs on: a site's certificates live in the group and region of its plan.
struct SitePlace: Sendable {
    let site: Site
    let plan: Plan
    let planID: ResourceID

    /// The web certificate of that name where this site finds it.
    func importPlace(named name: String, _ world: World) -> ImportPlace {
        let certificate = world.webCertificates.id(resourceGroup: planID.resourceGroup ?? "", name: name)
        return ImportPlace(certificate: certificate, plan: planID, location: plan.location)
    }
}

extension World {
    /// A site, or a deployment slot of one.
    func site(_ id: ResourceID) async throws -> Site {
        try await sites.get(resourceGroup: id.resourceGroup ?? "", name: id.siteName, slot: id.slot)
    }

    /// Slots serve host names of their own and are in no list of sites. Only those are asked for that can bind a certificate of one
    /// of these resource groups: a certificate is found by what runs on the plans of its own group.
    func deploymentSlots(of sites: [Site], besideCertificatesIn groups: Set<String>) async throws -> [Site] {
        let able = sites.filter { site in site.serverFarmId?.resourceGroup.map { groups.contains($0.lowercased()) } ?? false }
        guard able.count <= Self.mostSitesWithSlots else {
            throw Problem(
                .precondition,
                "There are too many sites.",
                why: "\(able.count) sites may have slots with certificates, and Signet asks \(Self.mostSitesWithSlots) at most",
                nextStep: "Look at the slots yourself: az webapp deployment slot list"
            )
        }
        var slots: [Site] = []
        for site in able {
            guard let id = site.id else { continue }
            // A site that was deleted meanwhile has none.
            slots += try await found { try await self.sites.slots(resourceGroup: id.resourceGroup ?? "", site: id.name).all() } ?? []
        }
        return slots
    }

    private static let mostSitesWithSlots = 500

    func place(of siteID: ResourceID) async throws -> SitePlace {
        let site = try await site(siteID)
        guard let planID = site.serverFarmId else {
            throw Problem(
                .precondition,
                "The site \(siteID.siteWords) names no App Service plan.",
                why: "its serverFarmId is missing",
                nextStep: "Look at it: az webapp show --ids \(siteID)"
            )
        }
        return SitePlace(site: site, plan: try await plans.get(id: planID), planID: planID)
    }
}
