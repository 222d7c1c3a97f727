import JSON

/// What the sites and the DNS show to the world.
extension EmulatorState {
    /// A page of a site over plain HTTP; a site that insists on HTTPS shows none.
    func page(host: String, path: String) -> String? {
        guard site(serving: host)?.properties["httpsOnly"]?.bool != true else { return nil }
        return pages["\(host)\(path.hasPrefix("/") ? path : "/" + path)"]
    }

    /// What was set through the control API, and the addresses of the sites' default host names.
    func dnsAnswer(_ name: String, _ type: DNSRecordType) -> DNSAnswer {
        zones.answer(name, type) { name in
            resources.all(Sites.type).contains { Sites.defaultHostName($0.name) == name } ? Sites.inboundAddress : nil
        }
    }
}
