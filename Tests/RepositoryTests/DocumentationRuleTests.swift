import Testing

@Suite struct DocumentationRuleTests {
    @Test(arguments: [
        "public func f() {}", "    public static let a = 1", "public struct S {}", "public internal(set) var a = 1",
        "@inlinable public func f() {}", "@discardableResult\npublic func f() {}", "// a comment\npublic enum E {}",
        "/// About something else.\n\npublic init() {}", "open class C {}", "public typealias A = B",
        "public subscript(a: Int) -> Int { 1 }",
        "/// A set.\npublic enum E {\n    case a\n}", "/// A seam.\npublic protocol P {\n    func f()\n}",
        "/// A seam.\npublic protocol P {\n    var a: Int { get }\n}", "/// A set.\npublic enum E {\n    indirect case a(E)\n}",
    ])
    func `a public declaration without a comment is found`(source: String) {
        #expect(DocumentationRule.undocumented(source).count == 1)
    }

    @Test(arguments: [
        "/// Does it.\npublic func f() {}", "/// Does it.\n@discardableResult\npublic func f() {}", "func f() {}", "package struct S {}",
        "extension S {}", "enum E {\n    case a\n}", "/// A set.\npublic enum E {\n    /// One.\n    case a\n}",
        "/// A set.\npublic enum E {\n    /// One.\n    var a: Int {\n        switch self {\n        case a: 1\n        }\n    }\n}",
        "// public func f() {}", "let a = \"public func f()\"",
        "/// A value.\npublic struct S {\n    let a = 1\n    func f() { let b = 1 }\n}",
        "struct S {\n    func f() {\n        case a\n    }\n}",
    ])
    func `what has a comment or is not public is not found`(source: String) {
        #expect(DocumentationRule.undocumented(source).isEmpty)
    }

    private func client(_ comment: String, _ function: String) -> String {
        "/// Source: a document.\npublic struct ThingsClient: Sendable {\n    \(comment)\n    public \(function) { f() }\n}"
    }

    @Test(arguments: ["func get(a: () -> Void) async throws -> Int", "func list() -> Paged<Int>", "func get(\n    a: Int\n  ) async"])
    func `an operation names its verb`(function: String) {
        #expect(DocumentationRule.withoutSource(client("/// Reads.", function)).map(\.line) == [4])
        #expect(DocumentationRule.withoutSource(client("/// Source: the document.", function)).map(\.line) == [4])
        #expect(DocumentationRule.withoutSource(client("/// Source: `GET /things`.", function)).isEmpty)
    }

    @Test func `a client names its document, and what makes no call needs no source`() {
        #expect(DocumentationRule.withoutSource("/// Things.\npublic struct ThingsClient {}").count == 1)
        #expect(DocumentationRule.withoutSource(client("/// An id.", "func id() -> Int")).isEmpty)
        #expect(DocumentationRule.withoutSource("extension ThingsClient {\n    public func get() async {}\n}").count == 1)
        #expect(DocumentationRule.withoutSource("extension Things {\n    public func get() async {}\n}").isEmpty)
    }
}
