import FoundationEssentials
import JSON

/// The control API under `/_emulator/`: what a tester sets and reads that no Azure API offers.
extension Emulator {
    mutating func control(_ request: EmulatorRequest, _ words: [String], real: Date) -> EmulatorResponse {
        do {
            return try route(request, words, real: real)
        } catch {
            return error.response
        }
    }

    private mutating func route(_ request: EmulatorRequest, _ words: [String], real: Date) throws(ServiceFailure) -> EmulatorResponse {
        switch (request.method, words.first ?? "", words.count) {
        case ("GET", "health", 1): return .json(200, ["status": "ok"])
        case ("GET", "clock", 1): return .json(200, clockJSON(real))
        case ("POST", "clock", 1): return .json(200, try setClock(request.controlBody(), real: real))
        case ("GET", "dns", 1): return .json(200, state.zones.json)
        case ("PUT", "dns", 3): return try putRecords(words[1], words[2], request.controlBody())
        case ("DELETE", "dns", 3): return try deleteRecords(words[1], words[2])
        case ("PUT", "pages", 2...), ("DELETE", "pages", 2...): return try setPage(request, words)
        case ("GET", "faults", 1): return .json(200, state.faults.json)
        case ("POST", "faults", 1): return .json(201, try state.faults.add(request.controlBody()))
        case ("DELETE", "faults", 1):
            state.faults.removeAll()
            return .noContent
        case ("DELETE", "faults", 2):
            guard state.faults.remove(words[1]) else { throw .control("no fault has the id '\(words[1])'", status: 404) }
            return .noContent
        case ("GET", "mail", 1): return .json(200, state.mailbox.json)
        case ("POST", "mail", 3) where words[2] == "approve": return .json(200, try state.approveMail(words[1]))
        case ("PATCH", "orders", 2...): return .json(200, try state.steerOrder(words.dropFirst(), request.controlBody()))
        case ("POST", "scenario", 1): return .json(201, try state.stage(Scenario(request.controlBody())))
        case (_, "clients", _), (_, "identities", _): return try state.identityControl(request, words)
        case ("GET", "ledger", 1): return .json(200, state.ledger.json)
        case ("GET", "requests", 1): return .json(200, state.requestLog.json)
        case ("DELETE", "requests", 1):
            state.requestLog = RequestLog()
            return .noContent
        case ("GET", "settings", 1): return .json(200, state.settings.json)
        case ("PATCH", "settings", 1):
            try state.settings.apply(request.controlBody())
            return .json(200, state.settings.json)
        case ("POST", "snapshots", 2):
            try saveSnapshot(words[1])
            return .noContent
        case ("POST", "snapshots", 3) where words[2] == "restore":
            try restoreSnapshot(words[1], real: real)
            return .noContent
        case ("POST", "reset", 1):
            reset(real: real)
            return .noContent
        default:
            throw .control("the control API has nothing at \(request.method) \(request.path)", status: 404)
        }
    }

    private func clockJSON(_ real: Date) -> JSONValue {
        [
            "now": .string(RFC3339.text(state.clock.now(at: real), milliseconds: true)),
            "rate": JSONNumber(state.clock.rate).map(JSONValue.number) ?? nil,
            "realNow": .string(RFC3339.text(real, milliseconds: true)),
        ]
    }

    private mutating func setClock(_ body: JSONObject, real: Date) throws(ServiceFailure) -> JSONValue {
        for (name, value) in body {
            switch name {
            case "now":
                guard let now = value.string.flatMap(RFC3339.date) else {
                    throw .control("now must be a time such as 2027-03-15T00:00:00Z")
                }
                state.clock.set(now, at: real)
            case "advanceSeconds":
                guard let seconds = value.double, (0...2_000_000_000).contains(seconds) else {
                    throw .control("advanceSeconds must be a number of at least 0")
                }
                state.clock.advance(by: seconds, at: real)
            case "rate":
                guard let rate = value.double, (0...1_000_000).contains(rate) else {
                    throw .control("rate must be from 0 (frozen) to 1000000")
                }
                state.clock.run(atRate: rate, at: real)
            default:
                throw .control("the clock has now, advanceSeconds and rate, not '\(name)'")
            }
        }
        state.catchUp(with: real)
        return clockJSON(real)
    }

    private mutating func setPage(_ request: EmulatorRequest, _ words: [String]) throws(ServiceFailure) -> EmulatorResponse {
        let key = ([Zones.bare(words[1])] + words.dropFirst(2)).joined(separator: "/")
        guard request.method == "PUT" else {
            state.pages[key] = nil
            return .noContent
        }
        guard let text = try request.controlBody()["body"]?.string else { throw .control("a page is {\"body\":\"text\"}") }
        state.pages[key] = text
        return .json(200, ["page": .string(key)])
    }
}

extension Emulator {
    private static let valueLimit = 100

    private func kind(_ text: String) throws(ServiceFailure) -> Zones.Kind {
        guard let kind = Zones.Kind(rawValue: text.uppercased()) else {
            let kinds = Zones.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .control("'\(text)' is no record type; there are \(kinds)")
        }
        return kind
    }

    private mutating func putRecords(_ name: String, _ type: String, _ body: JSONObject) throws(ServiceFailure) -> EmulatorResponse {
        let kind = try kind(type)
        guard Zones.isName(name) else { throw .control("'\(name)' is no domain name") }
        guard let values = body["values"]?.array?.compactMap(\.string), !values.isEmpty, values.count <= Self.valueLimit else {
            throw .control("a record set is {\"values\":[\"…\"],\"ttl\":60} with 1 to \(Self.valueLimit) texts")
        }
        if let wrong = values.first(where: { Zones.value(kind, $0) == nil || $0.utf8.count > 4096 }) {
            throw .control(
                "'\(wrong.prefix(100))' cannot be a \(kind.rawValue) record" + (kind == .caa ? "; write 0 issue \"ca.example\"" : "")
            )
        }
        let ttl = UInt32(clamping: body["ttl"]?.int ?? 60)
        state.zones[name, kind] = Zones.RecordSet(values: values, ttlSeconds: ttl)
        return .json(200, state.zones.json(name, kind))
    }

    private mutating func deleteRecords(_ name: String, _ type: String) throws(ServiceFailure) -> EmulatorResponse {
        state.zones[name, try kind(type)] = nil
        return .noContent
    }
}

extension Zones {
    var json: JSONValue {
        let all = sets.sorted { $0.key < $1.key }.flatMap { name, kinds in
            Kind.allCases.filter { kinds[$0] != nil }.map { json(name, $0) }
        }
        return ["records": .array(all)]
    }

    func json(_ name: String, _ kind: Kind) -> JSONValue {
        let set = self[name, kind]
        return [
            "name": .string(Self.bare(name)), "type": .string(kind.rawValue),
            "values": .array((set?.values ?? []).map(JSONValue.string)), "ttl": .number(JSONNumber(Int(set?.ttlSeconds ?? 0))),
        ]
    }
}

extension EmulatorRequest {
    func controlBody() throws(ServiceFailure) -> JSONObject {
        do {
            let value = try JSONValue(parsing: body)
            if let object = value.object { return object }
        } catch {
            throw .control("the body is not JSON: \(error)")
        }
        throw .control("the body must be a JSON object")
    }
}
