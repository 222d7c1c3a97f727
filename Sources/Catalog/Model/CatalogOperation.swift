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
    /// As in the document, with what its path item says of all its operations.
    let node: JSONValue

    /// The same in every version of a service, whatever the parameters are called: method and path.
    package var key: String { "\(method) \(Self.normalized(path))" }

    /// The same for the operation on a deployment slot as for the one on the app.
    package var familyKey: String { key.replacing("/slots/{}", with: "") }

    package static func normalized(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: true).map { segment in
            guard segment.contains("{") else { return segment.lowercased() }
            return segment.hasPrefix("{") ? "{}" : segment.lowercased()
        }.reduce(into: "") { $0 += "/" + $1 }
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
