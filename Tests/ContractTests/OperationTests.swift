import AzureCore
import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

// Each operation of the table is really called, and what leaves and what is accepted is held against the table.
@Suite struct OperationTests {
    private let table: OperationTable

    init() throws {
        table = try OperationTable.shared.get()
    }

    @Test func `every operation of the table has a method of a client, and the other way round`() {
        let known = Set(table.operations.map(\.id))
        #expect(known.subtracting(Calls.all.keys) == [])
        #expect(Set(Calls.all.keys).subtracting(known) == [])
        #expect(known.count >= 61)
    }

    @Test func `verb, path and api-version are those of the table, under every version`() async throws {
        for operation in table.operations {
            for version in operation.versions {
                let sent = try await request(of: operation, version: version)
                #expect(sent.method.rawValue == operation.verb, "\(operation.id)")
                let url = try #require(URLComponents(string: sent.url), "\(operation.id)")
                #expect(Self.matches(url.path, operation.path), "\(operation.id): \(url.path) is not \(operation.path)")
                let sentVersion = url.queryItems?.filter { $0.name == "api-version" }.map(\.value)
                let expected = table.overlay["fixedVersion"]?[operation.id]?.string ?? version
                #expect(sentVersion == (expected.isEmpty ? [] : [expected]), "\(operation.id)")
            }
        }
    }

    @Test func `a body has known properties only, none of them read-only, and leaves none out that could be set`() async throws {
        let shape = Shape(table: table, direction: .request)
        for operation in table.operations {
            let sent = try await request(of: operation, version: operation.versions.last ?? "")
            guard let type = operation.request else {
                #expect(sent.body == nil, "\(operation.id) sends a body")
                continue
            }
            let body = try #require(sent.json, "\(operation.id) sends no body")
            #expect(shape.problems(body, as: type) == [], "\(operation.id)")
            #expect(shape.missing(body, as: type, isChange: operation.verb == "PATCH") == [], "\(operation.id)")
        }
    }

    @Test func `each documented success is accepted, and no other status`() async throws {
        for operation in table.operations {
            let accepted = operation.success.union(table.alsoAccepted(operation.id))
            for status in [200, 201, 202, 204, 400, 403, 404, 409] {
                let transport = ScriptedTransport(answer(status, to: operation))
                let outcome: AzureError?
                do throws(AzureError) {
                    _ = try await Calls.run(operation.id, operation.versions.last ?? "", transport)
                    outcome = nil
                } catch {
                    outcome = error
                }
                #expect((outcome == nil) == accepted.contains(status), "\(operation.id) on \(status): \(String(describing: outcome))")
            }
        }
    }

    @Test func `purchase, renewal and reissue leave once, everything else is repeated after a failure`() async {
        let once = ["CreateOrUpdate", "Renew", "Reissue"].map { "AppServiceCertificateOrders_" + $0 }
        for operation in table.operations {
            let transport = ScriptedTransport(Array(repeating: .answer(503), count: 10))
            _ = try? await Calls.run(operation.id, operation.versions.last ?? "", transport)
            #expect((transport.requests.count == 1) == once.contains(operation.id), "\(operation.id)")
        }
    }

    @Test func `a list goes on at its next link`() async throws {
        for operation in table.operations where operation.isPaged {
            let host = operation.service == "vault.secrets" ? Calls.vaultURL : AzureCloud.publicCloud.resourceManager
            let next = host + "/next?$skipToken=1"
            let first: JSONValue = ["value": [], "nextLink": .string(next)]
            let transport = ScriptedTransport(.answer(200, first), answer(200, to: operation))
            _ = try await Calls.run(operation.id, operation.versions.last ?? "", transport)
            #expect(transport.requests.map(\.url).last == next, "\(operation.id)")
        }
    }

    private func request(of operation: OperationTable.Operation, version: String) async throws -> TransportRequest {
        let transport = ScriptedTransport(answer(operation.success.min() ?? 200, to: operation))
        _ = try await Calls.run(operation.id, version, transport)
        return try #require(transport.requests.first, "\(operation.id) sends nothing")
    }

    private func answer(_ status: Int, to operation: OperationTable.Operation) -> ScriptedTransport.Step {
        if status >= 400 { return .answer(status, ["error": ["code": "Code", "message": "text"]]) }
        guard let type = operation.response, status != 204 else { return .answer(status) }
        return .answer(status, Sample(table: table).document(type))
    }

    /// Whether a path has the segments of a template; a name in braces stands for any one segment, `{scope}` at the front for
    /// one or more. Casing does not count.
    static func matches(_ path: String, _ template: String) -> Bool {
        if let rest = template.split(separator: "/{scope}", omittingEmptySubsequences: true).first, template.hasPrefix("/{scope}") {
            let count = rest.split(separator: "/").count
            let parts = path.split(separator: "/")
            return parts.count > count && matches("/" + parts.suffix(count).joined(separator: "/"), String(rest))
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let pattern = template.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == pattern.count
            && zip(parts, pattern).allSatisfy { part, expected in
                expected.hasPrefix("{") ? !part.isEmpty : part.lowercased() == expected.lowercased()
            }
    }
}
