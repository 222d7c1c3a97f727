import JSON

/// The faults in force, in the order they were added; of those that strike at once the first wins.
struct FaultTable: Sendable {
    private static let capacity = 1_000
    private var faults: [Fault] = []

    var json: JSONValue { ["faults": .array(faults.map(\.json))] }

    mutating func strike(_ request: EmulatorRequest, _ random: inout SeededGenerator) -> Fault? {
        for place in faults.indices where faults[place].strikes(request, &random) { return faults[place] }
        return nil
    }

    mutating func add(_ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        guard faults.count < Self.capacity else { throw .control("there are \(Self.capacity) faults already; DELETE them first") }
        let fault = try Fault(id: guid(), body)
        faults.append(fault)
        return fault.json
    }

    mutating func remove(_ id: String) -> Bool {
        let before = faults.count
        faults.removeAll { $0.id == id }
        return faults.count < before
    }

    mutating func removeAll() { faults = [] }

    init() {}

    init(json: JSONValue?) throws {
        for var entry in json?["faults"]?.array?.compactMap(\.object) ?? [] {
            let id = entry["id"]?.string ?? guid()
            let (matched, fired) = (entry["matched"]?.int ?? 0, entry["fired"]?.int ?? 0)
            for name in ["id", "matched", "fired"] { entry[name] = nil }
            var fault = try Fault(id: id, entry)
            fault.resume(matched: matched, fired: fired)
            faults.append(fault)
        }
    }
}

extension Fault {
    init(id: String, _ body: JSONObject) throws(ServiceFailure) {
        for (name, _) in body where !["match", "effect", "times", "every", "probability"].contains(name) {
            throw .control("a fault has no member '\(name)'")
        }
        self.id = id
        method = body["match"]?["method"]?.string?.uppercased()
        path = body["match"]?["path"]?.string ?? "*"
        effect = try Self.effect(body["effect"])
        frequency = try Self.frequency(body)
    }

    private static func effect(_ value: JSONValue?) throws(ServiceFailure) -> Effect {
        if let status = value?["status"]?.int, (400...599).contains(status) {
            return .status(status, retryAfterSeconds: value?["retryAfterSeconds"]?.int)
        }
        if let status = value?["echo"]?.int, (400...599).contains(status),
            let spelling = Spelling(rawValue: value?["as"]?.string ?? Spelling.plain.rawValue)
        {
            return .echo(status, as: spelling)
        }
        if value?["expiredToken"]?.bool == true { return .expiredToken }
        if value?["applyThenDrop"]?.bool == true { return .applyThenDrop }
        if value?["truncate"]?.bool == true { return .truncate }
        if let milliseconds = value?["delayMilliseconds"]?.int, (0...600_000).contains(milliseconds) {
            return .delay(milliseconds: milliseconds)
        }
        if let bytes = value?["oversizeBytes"]?.int, (2...(64 << 20)).contains(bytes) { return .oversize(bytes: bytes) }
        throw .control(
            "effect must be one of {\"status\":400-599,\"retryAfterSeconds\":n}, {\"echo\":400-599,\"as\":\"plain|base64|url|hex\"}, {\"expiredToken\":true}, {\"applyThenDrop\":true}, {\"truncate\":true}, "
                + "{\"delayMilliseconds\":0-600000}, {\"oversizeBytes\":2-67108864}"
        )
    }

    private static func frequency(_ body: JSONObject) throws(ServiceFailure) -> Frequency {
        var found: [Frequency] = []
        if let value = body["times"] {
            guard let count = value.int, count > 0 else { throw .control("times must be a whole number above 0") }
            found.append(.times(count))
        }
        if let value = body["every"] {
            guard let step = value.int, step > 0 else { throw .control("every must be a whole number above 0") }
            found.append(.every(step))
        }
        if let value = body["probability"] {
            guard let share = value.double, (0...1).contains(share) else { throw .control("probability must be from 0 to 1") }
            found.append(.probability(share))
        }
        guard found.count <= 1 else { throw .control("a fault has one of times, every and probability") }
        return found.first ?? .always
    }

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id),
            "match": ["method": method.map(JSONValue.string) ?? nil, "path": .string(path)], "effect": effectJSON,
        ]
        switch frequency {
        case .always: break
        case .times(let count): object["times"] = .number(JSONNumber(count))
        case .every(let step): object["every"] = .number(JSONNumber(step))
        case .probability(let share): object["probability"] = JSONNumber(share).map(JSONValue.number) ?? nil
        }
        object["matched"] = .number(JSONNumber(matched))
        object["fired"] = .number(JSONNumber(fired))
        return .object(object)
    }

    private var effectJSON: JSONValue {
        switch effect {
        case .status(let status, nil): ["status": .number(JSONNumber(status))]
        case .status(let status, let seconds?):
            ["status": .number(JSONNumber(status)), "retryAfterSeconds": .number(JSONNumber(seconds))]
        case .echo(let status, .plain): ["echo": .number(JSONNumber(status))]
        case .echo(let status, let spelling): ["echo": .number(JSONNumber(status)), "as": .string(spelling.rawValue)]
        case .expiredToken: ["expiredToken": true]
        case .applyThenDrop: ["applyThenDrop": true]
        case .delay(let milliseconds): ["delayMilliseconds": .number(JSONNumber(milliseconds))]
        case .truncate: ["truncate": true]
        case .oversize(let bytes): ["oversizeBytes": .number(JSONNumber(bytes))]
        }
    }
}
