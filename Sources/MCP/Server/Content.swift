import FoundationEssentials
import JSON

/// One block of what a tool, a prompt or a resource gives.
package enum Content: Sendable, Hashable {
    case text(String)
    case image([UInt8], mimeType: String)
    case audio([UInt8], mimeType: String)
    case link(uri: String, name: String, mimeType: String? = nil)
    case resource(ResourceContents)

    package var json: JSONValue {
        switch self {
        case .text(let text): return ["type": "text", "text": .string(text)]
        case .image(let bytes, let type): return Self.binary("image", bytes, type)
        case .audio(let bytes, let type): return Self.binary("audio", bytes, type)
        case .link(let uri, let name, let type):
            var object: JSONObject = ["type": "resource_link", "uri": .string(uri), "name": .string(name)]
            object["mimeType"] = type.map(JSONValue.string)
            return .object(object)
        case .resource(let contents): return ["type": "resource", "resource": contents.json]
        }
    }

    private static func binary(_ kind: String, _ bytes: [UInt8], _ type: String) -> JSONValue {
        ["type": .string(kind), "data": .string(Data(bytes).base64EncodedString()), "mimeType": .string(type)]
    }
}

/// What a resource holds.
package struct ResourceContents: Sendable, Hashable {
    package enum Body: Sendable, Hashable {
        case text(String)
        case bytes([UInt8])
    }

    package let uri: String
    package let mimeType: String?
    package let body: Body

    package init(uri: String, mimeType: String?, _ body: Body) {
        self.uri = uri
        self.mimeType = mimeType
        self.body = body
    }

    package var json: JSONValue {
        var object: JSONObject = ["uri": .string(uri)]
        object["mimeType"] = mimeType.map(JSONValue.string)
        switch body {
        case .text(let text): object["text"] = .string(text)
        case .bytes(let bytes): object["blob"] = .string(Data(bytes).base64EncodedString())
        }
        return .object(object)
    }
}
