import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Storage

/// One order somebody may see, as it was seen last.
package struct InventoryItem: Sendable, Hashable {
    package let id: ResourceID
    package let domain: String
    package let status: String?
    package let expires: Date?
    package let autoRenew: Bool?
    package let seenAt: Date
    package let renewer: Renewer
    /// When it was placed, as far as that is known: it is on few answers, but never changes.
    package let placed: Date?
    /// What of the order a decision needs; nil when it was seen by an older signet.
    package let order: CertificateOrder?

    package var json: JSONValue {
        [
            "name": .string(id.name), "id": .id(id), "domain": .string(domain), "status": status.map(JSONValue.string) ?? nil,
            "expirationTime": expires.map { .string(RFC3339.text($0)) } ?? nil, "autoRenew": autoRenew.map(JSONValue.bool) ?? nil,
            "renewedBy": .string(renewer.rawValue), "seenAt": .string(RFC3339.text(seenAt)),
        ]
    }
}

/// The orders that were found, kept in the state: read-only knowledge, which says nothing about who renews them.
package struct Inventory: Sendable {
    let journal: Journal

    package init(_ journal: Journal) {
        self.journal = journal
    }

    /// The orders as they were seen last, those that end first at the front.
    package func items() async throws -> [InventoryItem] {
        let renewers = try await journal.renewers()
        return try await journal.store.read { connection in
            try connection.rows("SELECT * FROM inventory ORDER BY expires IS NULL, expires, subject", []).map { row in
                try InventoryItem(row, renewer: renewers[row.text("subject")] ?? .unknown)
            }
        }
    }

    /// When the whole of it was looked through last; nil before the first time.
    package func lastSeen() async throws -> Date? {
        try await journal.store.read { connection in
            let row = try connection.rows("SELECT min(seen) AS seen FROM inventory", []).first
            return try row?.optionalInteger("seen") == nil ? nil : row?.date("seen")
        }
    }

    /// Writes down orders as they are seen now. An order without an id cannot be found again and is left out.
    func keep(_ orders: [CertificateOrder], seenAt: Date) async throws {
        try await journal.store.write { connection in
            for order in orders {
                guard let id = order.id else { continue }
                try connection.execute(
                    """
                    INSERT INTO inventory (subject, id, domain, status, expires, auto_renew, seen, facts, placed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET id = excluded.id, domain = excluded.domain, status = excluded.status,
                    expires = excluded.expires, auto_renew = excluded.auto_renew, seen = excluded.seen, facts = excluded.facts,
                    placed = coalesce(excluded.placed, inventory.placed)
                    """,
                    [
                        .text(id.subject), .text(id.description), .text(order.commonName),
                        order.status.map { .text($0.rawValue) } ?? .null, order.expirationTime.map { .milliseconds($0) } ?? .null,
                        order.autoRenew.map { .integer($0 ? 1 : 0) } ?? .null, .milliseconds(seenAt), .text(order.facts.text()),
                        order.systemData?.createdAt.map { .milliseconds($0) } ?? .null,
                    ]
                )
            }
        }
    }

    /// Writes down when an order was placed.
    package func keep(placed: Date, subject: String) async throws {
        try await journal.store.write {
            try $0.execute("UPDATE inventory SET placed = ? WHERE subject = ?", [.milliseconds(placed), .text(subject)])
        }
    }

    /// Forgets what a whole look did not find any more.
    func forget(notSeenSince date: Date) async throws {
        try await journal.store.write { connection in
            try connection.execute("DELETE FROM inventory WHERE seen < ?", [.milliseconds(date)])
            try connection.execute("DELETE FROM decision WHERE subject NOT IN (SELECT subject FROM inventory)", [])
        }
    }
}

extension InventoryItem {
    fileprivate init(_ row: SQLRow, renewer: Renewer) throws {
        let text = try row.text("id")
        guard let id = ResourceID(text) else {
            throw StorageError(.unreadable, "The inventory names an order by '\(text)', which is no id.")
        }
        self.id = id
        domain = try row.text("domain")
        status = try row.optionalText("status")
        expires = try row.optionalInteger("expires") == nil ? nil : row.date("expires")
        autoRenew = try row.optionalInteger("auto_renew").map { $0 != 0 }
        seenAt = try row.date("seen")
        placed = try row.optionalInteger("placed") == nil ? nil : row.date("placed")
        order = try row.optionalText("facts") == nil ? nil : CertificateOrder(json: row.json("facts"))
        self.renewer = renewer
    }
}

extension CertificateOrder {
    /// The members a decision rests on, in the shape of the order: a tenth of it, as the certificates' bodies are left out.
    fileprivate var facts: JSONValue {
        var object: JSONObject = [:], properties: JSONObject = [:]
        for name in ["id", "name", "systemData"] { object[name] = raw[name] }
        for name in Self.decisive { properties[name] = raw["properties"]?[name] }
        var leaf: JSONObject = [:]
        for name in ["serialNumber", "subject", "thumbprint", "notBefore", "notAfter"] {
            leaf[name] = raw["properties"]?["signedCertificate"]?[name]
        }
        if !leaf.isEmpty { properties["signedCertificate"] = .object(leaf) }
        object["properties"] = .object(properties)
        return .object(object)
    }

    private static let decisive = [
        "status", "provisioningState", "productType", "distinguishedName", "domainVerificationToken", "serialNumber", "expirationTime",
        "lastCertificateIssuanceTime", "nextAutoRenewalTimeStamp", "validityInYears", "autoRenew",
        "appServiceCertificateNotRenewableReasons",
    ]
}
