import AzureCore
import DNS
import FoundationEssentials
import JSON

extension OrderWrites {
    func publishProof(_ record: DNSRecord, existed: Bool) async throws -> JSONValue {
        try await world.records.publish(record, order: order.name, resolver: world.resolver)
        return ["value": .string(record.value), "by": .string(world.records.name), "existed": .bool(existed)]
    }

    /// A record that shows now and did not before is the one that was being published, and has to be taken away later.
    func settlePublication(_ intent: JournalEntry) async -> Reconciliation {
        guard let name = intent.body["name"]?.string, let value = intent.body["value"]?.string,
            (try? await world.resolver.txt(name).contains(value)) == true
        else { return .mayRepeat(reason: "the record does not show, and publishing it twice changes nothing") }
        return .happened([
            "settledBy": "read", "value": .string(value), "by": .string(world.records.name),
            "existed": .bool(intent.body["existed"]?.bool ?? false),
        ])
    }

    /// A record that stays harms nobody, so whatever keeps it from being removed is written down and stops nothing.
    func unpublishProof(_ record: DNSRecord, by publisher: String) async throws -> JSONValue {
        func outcome(_ removed: Bool, _ why: String? = nil) -> JSONValue {
            ["value": .string(record.value), "removed": .bool(removed), "why": why.map(JSONValue.string) ?? nil]
        }
        guard publisher == world.records.name else { return outcome(false, "it was published by \(publisher)") }
        do {
            return outcome(try await world.records.unpublish(record, order: order.name, resolver: world.resolver))
        } catch {
            try Task.checkCancellation()
            return outcome(false, (error as? Problem)?.why ?? "\(error)")
        }
    }

    /// When a purchase or a renewal was taken, by the clock that deadlines live by. The call is made by now, so not knowing it
    /// must not look as if it had failed.
    func profileTime() async -> JSONValue {
        (try? await world.clock.now()).map { .string(RFC3339.text($0)) } ?? nil
    }
}
