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
                let id = try row.text("id")
                guard let id = ResourceID(id) else {
                    throw StorageError(.unreadable, "The inventory names an order by '\(id)', which is no id.")
                }
                return InventoryItem(
                    id: id,
                    domain: try row.text("domain"),
                    status: try row.optionalText("status"),
                    expires: try row.optionalInteger("expires") == nil ? nil : row.date("expires"),
                    autoRenew: try row.optionalInteger("auto_renew").map { $0 != 0 },
                    seenAt: try row.date("seen"),
                    renewer: renewers[id.subject] ?? .unknown
                )
            }
        }
    }

    /// Writes down orders as they are seen now. An order without an id cannot be found again and is left out.
    func keep(_ orders: [CertificateOrder], seenAt: Date) async throws {
        try await journal.store.write { connection in
            for order in orders {
                guard let id = order.id else { continue }
                try connection.execute(
                    """
                    INSERT INTO inventory (subject, id, domain, status, expires, auto_renew, seen) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET id = excluded.id, domain = excluded.domain, status = excluded.status,
                    expires = excluded.expires, auto_renew = excluded.auto_renew, seen = excluded.seen
                    """,
                    [
                        .text(id.subject), .text(id.description), .text(order.commonName),
                        order.status.map { .text($0.rawValue) } ?? .null, order.expirationTime.map { .milliseconds($0) } ?? .null,
                        order.autoRenew.map { .integer($0 ? 1 : 0) } ?? .null, .milliseconds(seenAt),
                    ]
                )
            }
        }
    }

    /// Forgets what a whole look did not find any more.
    func forget(notSeenSince date: Date) async throws {
        try await journal.store.write { try $0.execute("DELETE FROM inventory WHERE seen < ?", [.milliseconds(date)]) }
    }
}
