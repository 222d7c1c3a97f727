import AzureCore
import JSON

/// Where an issued leaf has to arrive before anything is called done: the vault, the web certificates imported from it, and the
/// host names that serve it.
package struct Rollout: Sendable, Hashable {
    package var link: VaultPlace?
    package var imports: [ImportPlace]
    package var hosts: [HostPlace]
    /// Host names whose certificate somebody else installs: they are only asked for it.
    package var watched: [String]

    package init(link: VaultPlace?, imports: [ImportPlace] = [], hosts: [HostPlace] = [], watched: [String] = []) {
        self.link = link
        self.imports = imports
        self.hosts = hosts
        self.watched = watched
    }

    /// Every host name that has to show the leaf.
    package var allHosts: [String] { hosts.map(\.hostName) + watched }
}

/// The vault link of an order: its name, and the secret it writes.
package struct VaultPlace: Sendable, Hashable {
    package let link: String
    package let vault: ResourceID
    package let secret: String

    package init(link: String, vault: ResourceID, secret: String) {
        self.link = link
        self.vault = vault
        self.secret = secret
    }
}

/// A web certificate imported from the vault, in the group and region of its plan.
package struct ImportPlace: Sendable, Hashable {
    package let certificate: ResourceID
    package let plan: ResourceID
    package let location: String

    package init(certificate: ResourceID, plan: ResourceID, location: String) {
        self.certificate = certificate
        self.plan = plan
        self.location = location
    }
}

/// A host name of a site, or of a slot of it.
package struct HostPlace: Sendable, Hashable {
    package let site: ResourceID
    package let hostName: String

    package init(site: ResourceID, hostName: String) {
        self.site = site
        self.hostName = hostName
    }

    var siteName: String { site.siteName }
    var slot: String? { site.slot }
}

extension ResourceID {
    /// Of a site or a slot: a slot's id lies below its site's.
    var siteName: String { names.first ?? name }
    var slot: String? { names.count > 1 ? names[1] : nil }
    /// As people and `--site` say it: `SITE`, or `SITE/SLOT`.
    package var siteWords: String { names.joined(separator: "/") }
}

extension Rollout {
    package var json: JSONValue {
        var object: JSONObject = [
            "imports": .array(
                imports.map {
                    ["certificate": .id($0.certificate), "plan": .id($0.plan), "location": .string($0.location)]
                }
            ),
            "hosts": .array(hosts.map { ["site": .id($0.site), "hostName": .string($0.hostName)] }),
        ]
        if !watched.isEmpty { object["watched"] = .array(watched.map(JSONValue.string)) }
        object["link"] = link.map { ["name": .string($0.link), "vault": .id($0.vault), "secret": .string($0.secret)] }
        return .object(object)
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        let link = try fields.fields("link")
        self.init(
            link: try link.map {
                VaultPlace(link: try $0.requiredString("name"), vault: try $0.requiredID("vault"), secret: try $0.requiredString("secret"))
            },
            imports: try (json["imports"]?.array ?? []).map {
                let fields = try JSONFields($0)
                return ImportPlace(
                    certificate: try fields.requiredID("certificate"),
                    plan: try fields.requiredID("plan"),
                    location: try fields.requiredString("location")
                )
            },
            hosts: try (json["hosts"]?.array ?? []).map {
                let fields = try JSONFields($0)
                return HostPlace(site: try fields.requiredID("site"), hostName: try fields.requiredString("hostName"))
            },
            watched: try fields.strings("watched") ?? []
        )
    }
}

extension JSONValue {
    static func id(_ id: ResourceID) -> JSONValue { .string(id.description) }
}

extension JSONFields {
    func requiredID(_ name: String) throws -> ResourceID {
        guard let id = ResourceID(try requiredString(name)) else {
            throw JSONFieldError(pointer: "\(pointer)/\(name)", expected: "a resource id", found: "another text")
        }
        return id
    }
}
