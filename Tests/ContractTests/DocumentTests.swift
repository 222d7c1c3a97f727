import Foundation
import JSON
import TestSupport
import Testing

// Whether the table still says what the published documents say. They are not part of the repository; SIGNET_SPECS names the
// folder that has them.
@Suite struct DocumentTests {
    private static let folder = ProcessInfo.processInfo.environment["SIGNET_SPECS"]

    @Test(.enabled(if: folder != nil, "SIGNET_SPECS names no folder with the published documents"))
    func `the table has every fact of the published documents`() async throws {
        let folder = try #require(Self.folder)
        let python = try #require(ExternalTool("python3"), "the generator needs python3")
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let outcome = try await python.run([root.appending(path: "Scripts/generate-operations.py").path, folder])
        try #require(outcome.status == 0, "\(outcome.text)")
        let generated = Self.facts(try JSONValue(parsing: outcome.text))
        let kept = Self.facts(try JSONValue(parsing: OperationTable.bytes("operations.json")))
        #expect(generated.subtracting(kept).sorted() == [], "facts the table lacks")
        #expect(kept.subtracting(generated).sorted() == [], "facts the documents do not have")
    }

    /// Every scalar with its place, lists without order.
    private static func facts(_ json: JSONValue, at place: String = "") -> Set<String> {
        switch json {
        case .object(let object): object.reduce(into: []) { $0.formUnion(facts($1.value, at: "\(place)/\($1.key)")) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(facts($1, at: "\(place)/*")) }
        default: ["\(place): \(json.text())"]
        }
    }
}
