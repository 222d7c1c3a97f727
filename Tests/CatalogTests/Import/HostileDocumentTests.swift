import JSON
import Testing

@testable import Catalog

/// Documents as large, as deep and as circular as somebody likes.
@Suite struct HostileDocumentTests {
    private func refusal(_ text: String) -> String {
        do {
            _ = try DocumentReader(limits: .standard).read(Array(text.utf8))
            return ""
        } catch {
            return error.description
        }
    }

    private func put(_ id: String, _ definition: String) -> String {
        ##""/\##(id)":{"put":{"operationId":"\##(id)_Put","parameters":["##
            + ##"{"name":"it","in":"body","schema":{"$ref":"#/definitions/\##(definition)"}}],"responses":{}}}"##
    }

    private func document(paths: String, definitions: String = "{}") -> String {
        #"{"swagger": "2.0", "info": {"title": "Big", "version": "1"}, "paths": {\#(paths)}, "definitions": \#(definitions)}"#
    }

    @Test func `a document of 25 MiB is refused before it is read`() {
        let filling = String(repeating: "x", count: 25 << 20)
        #expect(refusal(#"{"swagger": "2.0", "info": {"title": "\#(filling)"}, "paths": {}}"#).contains("at most 16777216"))
    }

    @Test func `a document with 100,000 operations is refused by their number`() {
        let paths = (0..<100_000).map { #""/a\#($0)":{"get":{"responses":{}}}"# }.joined(separator: ",")
        #expect(refusal(document(paths: paths)).contains("20000 operations"))
    }

    @Test func `a circle of references ends, and so does one that refers to itself alone`() throws {
        let text = document(
            paths: put("T", "A"),
            definitions: ##"{"A":{"type":"object","properties":{"b":{"$ref":"#/definitions/B"},"s":{"$ref":"#/definitions/S"}}},"##
                + ##""B":{"type":"object","properties":{"a":{"$ref":"#/definitions/A"}}},"S":{"$ref":"#/definitions/S"}}"##
        )
        let contract = try Sample.contract("T_Put", text)
        #expect(contract.complaints(contract.example) == [])
        #expect(contract.inputSchema.bytes().count < 10_000)
    }

    @Test func `references that double at each step are bounded and said to be`() throws {
        let steps = (0..<40).map { step in
            let next = ##"{"$ref":"#/definitions/D\##(step + 1)"}"##
            return #""D\#(step)":{"type":"object","properties":{"l":\#(next),"r":\#(next)}}"#
        }
        let text = document(
            paths: put("D", "D0"),
            definitions: "{" + steps.joined(separator: ",") + #","D40":{"type":"string"}}"#
        )
        let contract = try Sample.contract("D_Put", text)
        #expect(contract.inputSchema.bytes().count < 1 << 20)
        #expect(contract.complaints(contract.example) == [])
    }

    @Test func `what lies elsewhere is named and never fetched`() throws {
        let text = document(
            paths: #""/r":{"get":{"operationId":"R_Get","responses":{"200":{"description":"","#
                + #""schema":{"$ref":"https://elsewhere.example/a.json#/A"}}}}}"#
        )
        #expect(try Sample.document(text).missing == ["https://elsewhere.example/a.json#/A"])
    }

    @Test func `a document cut short at any byte is refused or read, and nothing worse`() {
        let whole = Array(Sample.shop.utf8)
        for end in stride(from: 0, to: whole.count - 1, by: 7) {
            #expect(throws: ImportError.self) { try DocumentReader(limits: .standard).read(Array(whole[..<end])) }
        }
    }
}
