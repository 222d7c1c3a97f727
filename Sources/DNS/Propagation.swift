/// How far a TXT record has come: what the name servers of its zone answer, each asked itself, and every resolver of the machine or
/// profile. A certificate authority asks wherever it likes, so the record counts when nobody answers without it.
package struct Propagation: Sendable, Hashable {
    /// The servers that answer with it, name servers by their names.
    package let with: [String]
    /// Those that answer without it.
    package let without: [String]
    /// Those that cannot be asked.
    package let silent: [String]

    package init(with: [String], without: [String], silent: [String]) {
        self.with = with
        self.without = without
        self.silent = silent
    }

    package var isComplete: Bool { !with.isEmpty && without.isEmpty }

    /// Where the name servers of a zone are asked.
    package enum NameServers: Sendable, Hashable {
        /// Each at its own address and this port.
        case own(port: UInt16)
        /// One server plays them all, and it is the resolver too.
        case played
    }

    /// Asks for a value at a name. What cannot be asked is told, not thrown.
    package static func of(_ value: String, at name: String, _ resolver: DNSResolver, _ nameServers: NameServers) async -> Propagation {
        let resolvers = resolver.servers.isEmpty ? SystemServers.current() : resolver.servers
        var places = resolvers.prefix(mostServers).map { Place(name: $0, address: $0) }
        if case .own(let port) = nameServers { places += await authoritative(of: name, resolver, port: port) }
        let answers = await withTaskGroup(of: (Int, Bool?).self) { group in
            for (number, place) in places.enumerated() { group.addTask { (number, await place.answers(value, at: name)) } }
            var answers: [Int: Bool] = [:]
            for await (number, answer) in group { answers[number] = answer }
            return answers
        }
        func names(_ wanted: Bool?) -> [String] { places.indices.filter { answers[$0] == wanted }.map { places[$0].name } }
        return Propagation(with: names(true), without: names(false), silent: names(nil))
    }

    private struct Place: Sendable {
        let name: String
        /// Nil when it is not known.
        let address: String?

        /// Nil when there is no answer.
        func answers(_ value: String, at name: String) async -> Bool? {
            guard let address else { return nil }
            do {
                return try await DNSResolver(servers: [address]).txt(name).contains(value)
            } catch {
                return nil
            }
        }
    }

    /// The name servers of the nearest zone at or above a name; none when nobody tells them.
    private static func authoritative(of name: String, _ resolver: DNSResolver, port: UInt16) async -> [Place] {
        var zone = HostName.plain(name)[...]
        while zone.contains(".") {
            if let servers = try? await resolver.ns(String(zone)), !servers.isEmpty {
                return await places(Array(servers.sorted().prefix(mostServers)), resolver, port: port)
            }
            zone = zone.firstIndex(of: ".").map { zone[zone.index(after: $0)...] } ?? ""
        }
        return []
    }

    private static func places(_ servers: [String], _ resolver: DNSResolver, port: UInt16) async -> [Place] {
        await withTaskGroup(of: Place.self) { group in
            for server in servers {
                group.addTask {
                    let address = (try? await resolver.addresses(server))?.first
                    return Place(name: server, address: address.map { $0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)" })
                }
            }
            var places: [Place] = []
            for await place in group { places.append(place) }
            return places.sorted { $0.name < $1.name }
        }
    }

    private static let mostServers = 8
}
