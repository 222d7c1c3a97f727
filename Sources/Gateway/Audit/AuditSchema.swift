import Foundation
import Storage

extension AuditLog {
    package static let migrations = [
        Migration(
            "2026-11 the audit chain",
            ["CREATE TABLE audit_entry (seq BIGINT PRIMARY KEY, hash TEXT NOT NULL, text TEXT NOT NULL)"]
        )
    ]
}

extension SQLConnection {
    func lastAuditEntry() throws -> AuditEntry? {
        try rows("SELECT seq, text FROM audit_entry ORDER BY seq DESC LIMIT 1").first.map(auditEntry)
    }

    func auditEntry(_ seq: Int64) throws -> AuditEntry? {
        try rows("SELECT seq, text FROM audit_entry WHERE seq = ?", [.integer(seq)]).first.map(auditEntry)
    }

    func auditEntries(after seq: Int64, most: Int) throws -> [AuditEntry] {
        try rows("SELECT seq, text FROM audit_entry WHERE seq > ? ORDER BY seq LIMIT ?", [.integer(seq), .integer(Int64(most))])
            .map(auditEntry)
    }

    func auditEntries(before seq: Int64, most: Int) throws -> [AuditEntry] {
        try rows("SELECT seq, text FROM audit_entry WHERE seq < ? ORDER BY seq DESC LIMIT ?", [.integer(seq), .integer(Int64(most))])
            .map(auditEntry)
    }

    private func auditEntry(_ row: SQLRow) throws -> AuditEntry {
        AuditEntry(seq: try row.integer("seq"), text: try row.text("text"))
    }

    /// For a change of the gateway itself: in one transaction with what it tells.
    func audit(_ draft: AuditDraft, at date: Date) throws {
        for entry in AuditEntry.chain([draft], after: try lastAuditEntry(), at: date) { try insertAudit(entry) }
    }

    func insertAudit(_ entry: AuditEntry) throws {
        try execute(
            "INSERT INTO audit_entry (seq, hash, text) VALUES (?, ?, ?)",
            [.integer(entry.seq), .text(entry.hash), .text(entry.text)]
        )
    }
}
