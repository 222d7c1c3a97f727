import JSON

/// One operation of one document: what is found by a search and loaded as a contract.
package struct CatalogOperation: Sendable {
    /// The document's own name for it, or one made of method and path.
    package let id: String
    /// In upper case.
    package let method: String
    package let path: String
    package let summary: String
    package let description: String
    package let tags: [String]
    package let effect: Effect
    package let isLongRunning: Bool
    package let isPaged: Bool
    package let returnsSecret: Bool
    /// How people ask for it, where somebody has written that down.
    package let intents: [String]
    package let isDeprecated: Bool
    package let parameterNames: [String]
    /// Of what is sent, or of what a read answers with; the first of them.
    let fieldNames: [String]
    /// The same in every version of a service, whatever the parameters are called: method and path.
    package let key: String
    /// The same for the operation on a deployment slot as for the one on the app.
    package let familyKey: String
    /// As in the document, with what its path item says of all its operations.
    let node: JSONValue

    /// A path in lower case with `{}` for each parameter.
    package static func normalized(_ path: String, withoutSlot: Bool = false) -> String {
        var plain: [UInt8] = []
        var slot: Int?
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            let start = plain.count
            plain.append(UInt8(ascii: "/"))
            if segment.first == UInt8(ascii: "{"), segment.contains(UInt8(ascii: "}")) {
                plain += "{}".utf8
                if withoutSlot, let slot { plain.removeLast(plain.count - slot) }
                slot = nil
            } else {
                for byte in segment { plain.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
                slot = plain[start...].elementsEqual("/slots".utf8) ? start : nil
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The words of the path that are not parameters, in order.
    package var literals: [String] {
        path.split(separator: "/").filter { !$0.contains("{") }.map(String.init)
    }
}

extension CatalogOperation {
    /// What a caller has to name, beside what the profile knows.
    package var pathParameters: [String] {
        OperationShape.names(in: path).filter { $0.lowercased() != "subscriptionid" }
    }
}
