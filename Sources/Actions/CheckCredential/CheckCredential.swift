import AzureCore
import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// Tries a sealed credential of an imported API by one call that changes nothing, and writes down how that went.
package struct CheckCredential: Sendable {
    package struct Outcome: Sendable {
        package let name: String
        package let api: String
        /// What was asked for.
        package let call: String
        /// Why it does not work; nil when it does.
        package let trouble: String?

        package var json: JSONValue {
            [
                "credential": .string(name), "api": .string(api), "state": .string(trouble == nil ? "ok" : "failed"),
                "checked_by": .string(call), "trouble": .optional(trouble),
            ]
        }
    }

    private let context: GatewayContext

    package init(_ context: GatewayContext) {
        self.context = context
    }

    package func callAsFunction(_ name: String) async throws -> Outcome {
        guard let record = try await context.custody.records(.credential, prefix: name).first(where: { $0.name == name }),
            let api = record.facts["api"]?.string, let server = record.facts["server"]?.string
        else {
            throw Problem(
                .input,
                "There is no credential '\(name)' of an imported API.",
                why: "none of that name is sealed with --api and --server",
                nextStep: "See what is sealed: signet credential list"
            )
        }
        let (path, query) = try await read(of: api)
        let trouble = await trouble(record, server + path, query)
        var facts = record.facts.object ?? [:]
        facts["state"] = trouble == nil ? "ok" : "failed"
        facts["checked"] = .string(RFC3339.text(context.now()))
        try await context.custody.note(.object(facts), .credential, name: name)
        return Outcome(name: name, api: api, call: "GET \(path)", trouble: trouble)
    }

    /// The first read of the API that needs nothing to be said; its root where there is none.
    private func read(of api: String) async throws -> (path: String, query: [(name: String, value: String)]) {
        let catalog = try await context.library.current().catalog
        guard catalog.documents.contains(where: { $0.api == api }) else {
            throw Problem(
                .input,
                "There is no API '\(api)'.",
                why: "no document of that name was imported",
                nextStep: "Import it first: signet catalog import FILE"
            )
        }
        for variant in catalog.operations.flatMap(\.variants) where variant.api == api {
            let contract = ContractBuilder(catalog).contract(variant)
            guard contract.isPlainRead, contract.method == "GET" else { continue }
            if let request = try? CanonicalRequest(contract, [:], filled: ["api-version": contract.version]) {
                return (request.path, request.query.map { ($0.name, $0.value) })
            }
        }
        return ("/", [])
    }

    /// In words of our own: what a service says may quote the credential.
    private func trouble(_ record: Custody.Record, _ url: String, _ query: [(name: String, value: String)]) async -> String? {
        let host = Origin(url: url)?.description ?? url
        do {
            let scope = TokenScope("custody:\(record.name)")
            let request = AzureRequest(operation: "Credential.check", url: url, query: query, scope: scope)
            _ = try await context.pipeline(for: record).send(request)
            return nil
        } catch let error as AzureError {
            switch error.status {
            case 401?, 403?: return "\(host) refuses it (\(error.status ?? 0))"
            // The service knows who asks, and has an answer of its own to what was asked.
            case let status? where status < 500: return nil
            case let status?: return "\(host) answered \(status), so nobody knows"
            case nil: return error.code == .unauthenticated ? "the sealed value cannot be opened" : "\(host) could not be reached"
            }
        } catch {
            return "\(host) could not be reached"
        }
    }
}
