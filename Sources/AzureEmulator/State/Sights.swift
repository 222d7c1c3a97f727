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
        var zones = zones
        for site in resources.all(Sites.type) {
            zones[Sites.defaultHostName(site.name), .a] = Zones.RecordSet(values: [Sites.inboundAddress], ttlSeconds: 60)
        }
        return zones.answer(name, type)
    }
}
