import JSON

/// A conversation opener that a person chooses.
package struct Prompt: Sendable {
    package struct Argument: Sendable, Hashable {
        package let name: String
        package let description: String
        package let isRequired: Bool

        package init(_ name: String, _ description: String, required: Bool) {
            (self.name, self.description, isRequired) = (name, description, required)
        }
    }

    package enum Outcome: Sendable {
        case messages([Content])
        case ask([InputRequest], state: JSONValue? = nil)
    }

    package let name: String
    package let title: String
    package let description: String
    package let arguments: [Argument]
    let make: @Sendable ([String: String], Call) async throws -> Outcome

    /// - Parameter make: gives what the user says, one message a block; the required arguments are there.
    package init(
        _ name: String,
        title: String,
        description: String,
        arguments: [Argument] = [],
        make: @escaping @Sendable ([String: String], Call) async throws -> Outcome
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.arguments = arguments
        self.make = make
    }

    var json: JSONValue {
        let arguments: [JSONValue] = arguments.map {
            ["name": .string($0.name), "description": .string($0.description), "required": .bool($0.isRequired)]
        }
        return [
            "name": .string(name), "title": .string(title), "description": .string(description), "arguments": .array(arguments),
        ]
    }

    /// Values are strings, and those that are required are there.
    func values(of params: JSONObject) throws(RPCError) -> [String: String] {
        guard let given = (params["arguments"] ?? [:]).object else { throw .invalidParams("The arguments of a prompt are an object.") }
        var values: [String: String] = [:]
        for (name, value) in given {
            guard let text = value.string else { throw .invalidParams("The argument '\(name.prefix(100))' of a prompt is a string.") }
            values[name] = text
        }
        if let missing = arguments.first(where: { $0.isRequired && values[$0.name] == nil }) {
            throw .invalidParams("The prompt \(name) needs the argument '\(missing.name)'.")
        }
        return values
    }
}
