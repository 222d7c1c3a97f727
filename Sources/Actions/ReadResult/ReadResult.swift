import Gateway
import JSON

/// A part of a result that was too large for one answer.
package enum ReadResult {
    package static let action = AgentAction(
        name: "read_result",
        summary: "Read a part of a result that was too large for one answer.",
        input: [
            "type": "object", "required": ["resource"], "additionalProperties": false,
            "properties": [
                "resource": ["type": "string", "minLength": 5, "maxLength": 100],
                "pointer": ["type": "string", "maxLength": 500, "default": ""],
                "offset": ["type": "integer", "minimum": 0, "default": 0],
                "limit": ["type": "integer", "minimum": 1, "maximum": 1000, "default": 50],
                "select": ["type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 300], "maxItems": 50],
            ],
        ],
        scope: .read
    ) { arguments, context, session in
        let (resource, pointer) = (arguments["resource"]?.string ?? "", arguments["pointer"]?.string ?? "")
        guard let whole = try await context.results.read(resource, of: session.agent) else {
            throw Refusal(
                .unknownExecution,
                "There is no result '\(resource)' of this agent, or it is over an hour old.",
                human: Refusal.Human("Make the call again that gave it.")
            )
        }
        guard let value = Projection.value(at: pointer, of: whole) else {
            throw Refusal(
                .invalidInputs,
                "Nothing in the result is at that pointer.",
                fieldErrors: [Refusal.FieldError("/pointer", expected: "a JSON pointer into the result; empty for all of it")],
                next: Refusal.Call("read_result", ["resource": .string(resource)])
            )
        }
        let selected = Projection.select((arguments["select"]?.array ?? []).compactMap(\.string), of: value)
        return try slice(selected, resource, arguments)
    }

    /// More is not given at once.
    private static let mostBytes = 48 * 1024

    /// Elements of a list, members of an object, characters of a text.
    private static func slice(_ value: JSONValue, _ resource: String, _ arguments: JSONValue) throws(Refusal) -> JSONValue {
        let (offset, limit) = (arguments["offset"]?.int ?? 0, arguments["limit"]?.int ?? 50)
        let pointer = arguments["pointer"]?.string ?? ""
        var (part, total, taken): (JSONValue, Int, Int)
        switch value {
        case .array(let elements):
            let given = fitting(elements.dropFirst(offset).prefix(limit)) { $0.bytes().count }
            (part, total, taken) = (.array(Array(given)), elements.count, given.count)
        case .object(let members):
            let given = fitting(members.dropFirst(offset).prefix(limit)) { $0.value.bytes().count + $0.key.utf8.count }
            (part, total, taken) = (.object(given.reduce(into: JSONObject()) { $0[$1.key] = $1.value }), members.count, given.count)
        case .string(let text):
            let given = text.dropFirst(offset).prefix(min(limit * 64, mostBytes / 4))
            (part, total, taken) = (.string(String(given)), text.count, given.count)
        default: (part, total, taken) = (value, 1, 1)
        }
        // One that is too large for itself is gone into.
        guard taken > 0 || total <= offset else { throw tooLarge(value, resource, pointer, offset) }
        let end = offset + taken
        var next = arguments.object ?? [:]
        next["offset"] = .number(JSONNumber(end))
        return [
            "value": part, "offset": .number(JSONNumber(offset)), "count": .number(JSONNumber(taken)), "total": .number(JSONNumber(total)),
            "next": end < total ? Refusal.Call("read_result", .object(next)).json : .null,
        ]
    }

    private static func fitting<Elements: Collection>(_ elements: Elements, _ size: (Elements.Element) -> Int) -> [Elements.Element] {
        var (left, given): (Int, [Elements.Element]) = (mostBytes, [])
        for element in elements {
            left -= size(element)
            guard left >= 0 else { break }
            given.append(element)
        }
        return given
    }

    private static func tooLarge(_ value: JSONValue, _ resource: String, _ pointer: String, _ offset: Int) -> Refusal {
        let key = value.object.flatMap { $0.dropFirst(offset).first?.key } ?? String(offset)
        let inner = "\(pointer)/\(key.pointerStep)"
        return Refusal(
            .resultTooLarge,
            "The part at \(inner) is too large to be given whole.",
            next: Refusal.Call("read_result", ["resource": .string(resource), "pointer": .string(inner)])
        )
    }
}
