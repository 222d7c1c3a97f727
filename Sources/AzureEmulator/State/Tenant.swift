import FoundationEssentials
import JSON

/// Who exists: one tenant with one subscription, one client and the two first-party services.
struct Tenant: Sendable {
    struct Principal: Sendable {
        let appID: String
        let objectID: String
        let displayName: String
    }

    let id: String
    let subscriptionID: String
    let clientSecret: String
    let client: Principal
    /// Writes certificate orders' key material into vaults.
    let certificateRegistration: Principal
    /// Reads it for App Service.
    let webSites: Principal

    var principals: [Principal] { [client, certificateRegistration, webSites] }

    static func make() -> Tenant {
        Tenant(
            id: guid(),
            subscriptionID: guid(),
            clientSecret: guid().replacing("-", with: "") + "~emulator",
            client: Principal(appID: guid(), objectID: guid(), displayName: "demo client"),
            certificateRegistration: .certificateRegistration(guid()),
            webSites: .webSites(guid())
        )
    }
}

extension Tenant.Principal {
    /// The application is the same everywhere, its object another in each tenant.
    static func certificateRegistration(_ objectID: String) -> Tenant.Principal {
        Tenant.Principal(
            appID: "f3c21649-0979-4721-ac85-b0216b2cf413",
            objectID: objectID,
            displayName: "Microsoft.Azure.CertificateRegistration"
        )
    }

    static func webSites(_ objectID: String) -> Tenant.Principal {
        Tenant.Principal(
            appID: "abfa0a7c-a6b6-4736-8310-5855508787cd",
            objectID: objectID,
            displayName: "Microsoft Azure App Service"
        )
    }
}

/// A new identifier in the lower-case spelling Azure uses.
func guid() -> String {
    // Not `UUID()`, which opens and closes the system's source of randomness each time, twice in every request.
    let high = UInt64.random(in: 0 ... .max) & ~0xF000 | 0x4000
    let low = UInt64.random(in: 0 ... .max) & ~(0b11 << 62) | 0b10 << 62
    let digits = [high, low].map { number in
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }.joined()
    var rest = Substring(digits)
    return [8, 4, 4, 4, 12].map { length in
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }.joined(separator: "-")
}
