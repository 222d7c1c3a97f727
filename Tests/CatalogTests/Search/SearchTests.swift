import JSON
import Testing

@testable import Catalog

@Suite struct SearchTests {
    private func answer(_ intent: String, _ scope: Search.Scope = Search.Scope()) throws -> Search.Answer {
        Search(SearchIndex(Catalog([try Sample.document()])))(intent, in: scope)
    }

    @Test func `what is asked for is found, with the reason`() throws {
        let answer = try answer("show an order")
        #expect(answer.hits.first?.variant.operation.id == "Orders_Get")
        #expect(answer.hits.first?.why.contains { $0.contains("order") } == true)
    }

    @Test func `what deletes is not offered first to somebody who did not ask for it`() throws {
        #expect(try answer("order").hits.first?.variant.operation.effect != .delete)
        #expect(try answer("get rid of an order").hits.first?.variant.operation.id == "Orders_Delete")
    }

    @Test func `a slip of the pen is read as what was meant and said`() throws {
        let answer = try answer("delte the ordre")
        #expect(answer.hits.first?.variant.operation.id == "Orders_Delete")
        #expect(answer.corrections.count == 2)
    }

    @Test func `what is not there is said not to be there`() throws {
        let answer = try answer("bake a loaf of bread")
        #expect(answer.confidence == Search.Confidence.none)
        #expect(answer.unknown.contains("bread"))
    }

    @Test func `restoring what was deleted recovers it, and restoring a snapshot does not`() throws {
        let paths = ["RestoreSnapshot", "RestoreFromDeletedApp"].map { name in
            #""/sites/{name}/\#(name)":{"post":{"operationId":"Sites_\#(name)","responses":{}}}"#
        }
        let text = #"{"swagger":"2.0","info":{"title":"Sites","version":"1"},"paths":{\#(paths.joined(separator: ","))}}"#
        let answer = Search(SearchIndex(Catalog([try Sample.document(text)])))("undelete the site")
        #expect(answer.hits.first?.variant.operation.id == "Sites_RestoreFromDeletedApp")
    }

    @Test func `a scope leaves the rest out`() throws {
        #expect(try answer("order", Search.Scope(effect: .write)).hits.map(\.variant.operation.id) == ["Orders_Put"])
        #expect(try answer("order", Search.Scope(apis: ["other"])).hits.isEmpty)
    }

    @Test func `versions of a service are one operation, the newest first`() throws {
        let old = Sample.shop.replacing("2024-01-01", with: "2020-01-01")
        let catalog = Catalog([try Sample.document(old), try Sample.document()])
        #expect(catalog.operations.count == 3)
        #expect(catalog.operations.first?.variants.map(\.version) == ["2024-01-01", "2020-01-01"])
        #expect(catalog.named("shop@2020-01-01/Orders_Get").map(\.version) == ["2020-01-01"])
    }
}
