import Crypto
import Foundation
import JSON
import Testing

@testable import Gateway

/// What somebody may do to an export, and what is said of it.
@Suite struct AuditChainTests {
    private let lines: [String]
    private let checkpoint: AuditCheckpoint

    init() throws {
        var entries: [AuditEntry] = []
        for number in 1...5 {
            let draft = AuditDraft("call.sent", by: .agent("bot"), on: "order-\(number)")
            let entry = AuditEntry(draft, seq: Int64(number), after: entries.last?.hash ?? AuditEntry.beginning, at: Date())
            entries.append(entry)
        }
        lines = entries.map(\.text)
        checkpoint = try AuditCheckpoint(entries[3], at: "2027-01-15T08:00:00Z", key: Curve25519.Signing.PrivateKey())
    }

    private func verdict(_ lines: [String], _ checkpoint: AuditCheckpoint? = nil) -> String {
        var chain = AuditChain(checkpoint: checkpoint)
        do throws(AuditChain.Break) {
            for line in lines { try chain.take(line) }
            let end = try chain.end()
            return "\(end.count) entries, vouched for to \(end.vouchedTo)"
        } catch {
            return error.description
        }
    }

    @Test func `an untouched chain is whole, and its end is vouched for as far as the checkpoint goes`() {
        #expect(verdict(lines) == "5 entries, vouched for to 0")
        #expect(verdict(lines, checkpoint) == "5 entries, vouched for to 4")
    }

    @Test func `a changed entry is found at the one behind it`() {
        var changed = lines
        changed[1] = changed[1].replacing("order-2", with: "order-9")
        #expect(verdict(changed).hasPrefix("entry 3: it follows another entry 2"))
    }

    @Test func `an entry that was taken out, put in or moved is found`() {
        #expect(verdict(Array(lines.dropFirst())).hasPrefix("entry 1: its number is 2"))
        #expect(verdict(Array(lines[..<2]) + Array(lines[3...])).hasPrefix("entry 3: its number is 4"))
        #expect(verdict(Array(lines[..<2]) + Array(lines[1...])).hasPrefix("entry 3: its number is 2"))
        #expect(verdict([lines[1], lines[0]]).hasPrefix("entry 1: its number is 2"))
    }

    @Test func `a cut off end shows only against a checkpoint kept elsewhere`() {
        #expect(verdict(Array(lines.prefix(3))) == "3 entries, vouched for to 0")
        #expect(verdict(Array(lines.prefix(3)), checkpoint).contains("the end was cut off"))
    }

    @Test func `a chain that was forged anew is not what the checkpoint signed`() {
        var forged: [AuditEntry] = []
        for number in 1...5 {
            let draft = AuditDraft("call.sent", by: .agent("bot"), on: number == 2 ? "harmless" : "order-\(number)")
            forged.append(AuditEntry(draft, seq: Int64(number), after: forged.last?.hash ?? AuditEntry.beginning, at: Date()))
        }
        #expect(verdict(forged.map(\.text)) == "5 entries, vouched for to 0")
        #expect(verdict(forged.map(\.text), checkpoint).hasPrefix("entry 4: it is not what the checkpoint"))
    }

    @Test func `a checkpoint that was changed is refused`() throws {
        var kept = try #require(checkpoint.json.object)
        #expect(try AuditCheckpoint(json: .object(kept)) == checkpoint)
        kept["seq"] = 3
        #expect(throws: AuditCheckpoint.Unusable.self) { try AuditCheckpoint(json: .object(kept)) }
    }

    @Test(arguments: ["", "[]", "null", "{", #"{"seq":1}"#, #"{"seq":9223372036854775807,"previous":""}"#])
    func `a line that is none is named`(_ line: String) {
        #expect(verdict([line]).hasPrefix("entry 1: "))
    }
}
