import FoundationEssentials
import JSON

/// Events as JSON trees, for the state file.
extension Agenda.Event {
    var json: JSONValue {
        switch self {
        case .orderSubmitted(let id, let round): Self.tree("orderSubmitted", id, round)
        case .proofChecked(let id, let round): Self.tree("proofChecked", id, round)
        case .orderIssued(let id, let round): Self.tree("orderIssued", id, round)
        case .proofDeadline(let id, let round): Self.tree("proofDeadline", id, round)
        case .orderRevoked(let id, let round): Self.tree("orderRevoked", id, round)
        case .leafExpired(let id, let serialNumber): ["event": "leafExpired", "id": .string(id), "serial": .string(serialNumber)]
        case .expirationNear(let id, let serialNumber): ["event": "expirationNear", "id": .string(id), "serial": .string(serialNumber)]
        case .leafRevoked(let id, let serialNumber): ["event": "leafRevoked", "id": .string(id), "serial": .string(serialNumber)]
        case .linkWritten(let id): ["event": "linkWritten", "id": .string(id)]
        case .vaultPurged(let name): ["event": "vaultPurged", "id": .string(name)]
        case .secretsPurged(let vault): ["event": "secretsPurged", "id": .string(vault)]
        case .certificatesSynced: ["event": "certificatesSynced"]
        case .renewalsScanned: ["event": "renewalsScanned"]
        }
    }

    private static func tree(_ event: JSONValue, _ id: String, _ round: Int) -> JSONValue {
        ["event": event, "id": .string(id), "round": .number(JSONNumber(round))]
    }

    init(fields: JSONFields) throws {
        let id = try fields.string("id") ?? ""
        let round = try fields.int("round") ?? 0
        let serialNumber = try fields.string("serial") ?? ""
        switch try fields.requiredString("event") {
        case "orderSubmitted": self = .orderSubmitted(id: id, round: round)
        case "proofChecked": self = .proofChecked(id: id, round: round)
        case "orderIssued": self = .orderIssued(id: id, round: round)
        case "proofDeadline": self = .proofDeadline(id: id, round: round)
        case "orderRevoked": self = .orderRevoked(id: id, round: round)
        case "leafExpired": self = .leafExpired(id: id, serialNumber: serialNumber)
        case "expirationNear": self = .expirationNear(id: id, serialNumber: serialNumber)
        case "leafRevoked": self = .leafRevoked(id: id, serialNumber: serialNumber)
        case "linkWritten": self = .linkWritten(id: id)
        case "vaultPurged": self = .vaultPurged(name: id)
        case "secretsPurged": self = .secretsPurged(vault: id)
        case "certificatesSynced": self = .certificatesSynced
        case "renewalsScanned": self = .renewalsScanned
        case let other: throw EmulatorError(description: "The state names an event '\(other)' that this emulator does not know.")
        }
    }
}

extension Agenda {
    /// In the order they will run.
    var json: JSONValue {
        .array(
            entries.reversed().map { entry in
                var tree = entry.event.json.object ?? [:]
                tree["due"] = .string(RFC3339.text(entry.due, milliseconds: true))
                return .object(tree)
            }
        )
    }

    init(json: JSONValue?) throws {
        let inOrder = try (json?.array ?? []).map { tree in
            let fields = try JSONFields(tree)
            return Entry(due: try fields.date("due") ?? .distantPast, event: try Event(fields: fields))
        }
        self.init(inOrder: inOrder)
    }
}
