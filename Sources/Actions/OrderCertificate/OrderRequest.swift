import AppServiceCertificates
import AzureCore
import Workflows

/// What a person asks for, in the words of the command line. What is left out comes from the earlier run of that name.
package struct OrderRequest: Sendable, Hashable {
    package var name: String
    package var domain: String?
    package var product: ProductType
    package var resourceGroup: String?
    /// A vault's name in the same group, or its whole id.
    package var keyVault: String?
    package var secret: String?
    /// A site's name in the same group, or its whole id.
    package var site: String?
    package var hostNames: [String]
    package var keySize: Int
    package var key: KeyChoice

    package init(
        name: String,
        domain: String? = nil,
        product: ProductType = .standard,
        resourceGroup: String? = nil,
        keyVault: String? = nil,
        secret: String? = nil,
        site: String? = nil,
        hostNames: [String] = [],
        keySize: Int = 2048,
        key: KeyChoice = .platform
    ) {
        self.name = name
        self.domain = domain
        self.product = product
        self.resourceGroup = resourceGroup
        self.keyVault = keyVault
        self.secret = secret
        self.site = site
        self.hostNames = hostNames
        self.keySize = keySize
        self.key = key
    }

    /// Turns the request into a workflow's input, or says what is wrong with it. Asks nobody.
    func input(subscriptionId: String) throws -> ProvisionInput {
        try NameRules.check(orderName: name)
        guard let domain else { throw missing("--domain", "the domain the certificate is for") }
        guard let resourceGroup else { throw missing("--resource-group", "the resource group the order goes into") }
        let checked = try NameRules.check(domain: domain, product: product)
        let group = "/subscriptions/\(subscriptionId)/resourceGroups/\(resourceGroup)/providers"
        if case .supplied(let csr) = key { try check(csr: csr, domain: checked) }
        let vault = try vault(under: group)
        let site = try self.site.map { try Self.site($0, under: group) }
        return ProvisionInput(
            order: try Self.id(name, under: "\(group)/Microsoft.CertificateRegistration/certificateOrders", flag: "--resource-group"),
            domain: checked,
            product: product,
            keySize: keySize,
            vault: vault,
            secretName: secret ?? name,
            site: site,
            hostNames: try hostNames(for: checked, site: site),
            key: key
        )
    }

    private func vault(under group: String) throws -> ResourceID? {
        if case .supplied = key { return nil }
        guard let keyVault else { throw missing("--key-vault", "the vault the certificate is stored in") }
        return try Self.id(keyVault, under: "\(group)/Microsoft.KeyVault/vaults", flag: "--key-vault")
    }

    /// Without the key nothing can be stored or bound from here.
    private func check(csr: String, domain: String) throws {
        try ChooseKey.check(csr: csr, domain: domain)
        guard keyVault == nil, site == nil else {
            throw Problem(
                .input,
                "A certificate for a signing request is not stored or bound from here.",
                why: "its key is yours and not here",
                nextStep: "Leave out --key-vault and --site; name the hosts that will serve it with --hostname, and they are waited for."
            )
        }
    }

    private func hostNames(for domain: String, site: ResourceID?) throws -> [String] {
        guard let site else {
            if case .supplied = key { return try Self.check(hostNames, coveredBy: domain) }
            guard hostNames.isEmpty else { throw missing("--site", "the site that serves \(hostNames.joined(separator: ", "))") }
            return []
        }
        if hostNames.isEmpty, domain.hasPrefix("*.") {
            throw missing("--hostname", "the host names of \(site.name) that get the certificate")
        }
        return try Self.check(hostNames.isEmpty ? [domain] : hostNames, coveredBy: domain)
    }

    /// The host names in lower case, when a certificate for the domain covers all of them.
    static func check(_ hostNames: [String], coveredBy domain: String) throws -> [String] {
        let hosts = try hostNames.map { try NameRules.check(hostName: $0) }
        if let stranger = hosts.first(where: { !NameRules.covers(domain, host: $0) }) {
            throw Problem(
                .input,
                "A certificate for \(domain) does not cover \(stranger).",
                why: domain.hasPrefix("*.")
                    ? "the wildcard stands for one label" : "the standard product covers the domain and, at its top, www",
                nextStep: "Bind only host names the certificate covers, or order '*.…' with --product wildcard."
            )
        }
        return hosts
    }

    /// A name under its parent, or the whole id it is.
    static func id(_ text: String, under parent: String, flag: String) throws -> ResourceID {
        let isName = !text.contains("/")
        let wanted = ResourceID("\(parent)/name")?.type?.lowercased()
        guard let id = ResourceID(isName ? "\(parent)/\(text)" : text), id.type?.lowercased() == wanted else {
            throw Problem(
                .input,
                "'\(text)' is neither a name nor a resource id.",
                why: "a name has no slash, and an id is \(parent)/NAME",
                nextStep: "Give a name, or a whole resource id of that form, with \(flag)."
            )
        }
        return id
    }

    /// A site by its name, one of its deployment slots as `SITE/SLOT`, or the whole id of either.
    static func site(_ text: String, under group: String) throws -> ResourceID {
        let sites = "\(group)/Microsoft.Web/sites"
        if let id = ResourceID(text), id.type?.lowercased() == "microsoft.web/sites/slots" { return id }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return try id(text, under: sites, flag: "--site") }
        return try id(parts[1], under: "\(sites)/\(parts[0])/slots", flag: "--site")
    }

    private func missing(_ flag: String, _ what: String) -> Problem {
        Problem(
            .input,
            "\(flag) is missing.",
            why: "it names \(what), and no earlier run of '\(name)' says it",
            nextStep: "Add \(flag), or see: signet order --help"
        )
    }
}
