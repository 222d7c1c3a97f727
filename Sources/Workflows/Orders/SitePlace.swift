import AppServiceCertificates
import AzureCore
import AzureResources

/// A site and the plan it runs on: a site's certificates live in the group and region of its plan.
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
    func place(of siteID: ResourceID) async throws -> SitePlace {
        let site = try await sites.get(resourceGroup: siteID.resourceGroup ?? "", name: siteID.name)
        guard let planID = site.serverFarmId else {
            throw Problem(
                .precondition,
                "The site \(siteID.name) names no App Service plan.",
                why: "its serverFarmId is missing",
                nextStep: "Look at it: az webapp show --ids \(siteID)"
            )
        }
        return SitePlace(site: site, plan: try await plans.get(id: planID), planID: planID)
    }
}
