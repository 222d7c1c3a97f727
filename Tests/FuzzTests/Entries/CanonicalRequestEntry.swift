import Catalog
import Foundation
import JSON

@testable import Gateway

extension FuzzEntry {
    /// The inputs of a call: refused by their places, or made into the one request that is decided about and sent, in the one way it
    /// can be written, with as many segments as its contract has.
    static let canonicalRequest = FuzzEntry("CanonicalRequest", mutants: 4000) { bytes in
        let limits = JSONLimits(maximumBytes: 1 << 16, maximumDepth: 32)
        guard let inputs = try? JSONValue(parsing: bytes, limits: limits), inputs.object != nil else { return false }
        let request: CanonicalRequest
        do {
            request = try made(inputs)
        } catch let error as CanonicalRequest.Refused {
            let areInputs = error.complaints.allSatisfy { $0.pointer.hasPrefix("/inputs") }
            try hold(!error.complaints.isEmpty && areInputs, "refused for no place")
            return false
        }
        let template = try renewal().path.split(separator: "/")
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        try hold(segments.count == template.count, "another number of segments: \(request.path)")
        for (segment, model) in zip(segments, template) where !model.contains("{") {
            try hold(segment == model, "a fixed word has changed")
        }
        try hold(!segments.contains { [".", "..", ""].contains($0.lowercased().replacing("%2e", with: ".")) }, "a step: \(request.path)")
        try hold(request.path.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"?#\\\"<>^`{|}".utf8.contains($0) }, "not a path: \(request.path)")
        let asked = PolicyRequest(request, agent: "robot", at: Date(timeIntervalSince1970: 0))
        try hold(asked.path == request.path && asked.inputs == inputs, "the policy sees something else")
        try hold(try made(inputs).digest == request.digest, "two digests of one request")
        return true
    }

    private static func made(_ inputs: JSONValue) throws -> CanonicalRequest {
        try CanonicalRequest(
            try renewal(),
            inputs,
            filled: ["subscriptionId": "11111111-1111-1111-1111-111111111111", "api-version": "2024-11-01"],
            server: "https://service.test"
        )
    }

    private static func renewal() throws -> Contract {
        guard let contract else { throw BrokenProperty(description: "the renewal has no contract") }
        return contract
    }

    private static let contract: Contract? = {
        let catalog = Catalog(OwnDocuments.all)
        return catalog.named("AppServiceCertificateOrders_Renew").first.map(ContractBuilder(catalog).contract)
    }()
}
