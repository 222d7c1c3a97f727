import Testing

@testable import Catalog

/// What a question means beyond its single words, over our own documents.
@Suite struct ReadingTests {
    private static let search = Search(SearchIndex(Catalog(OwnDocuments.all), overlay: IntentOverlay(OwnDocuments.all)))

    private func first(_ intent: String) -> String? { Self.search(intent).hits.first?.variant.operation.id }
    private func question(_ text: String) -> Question { Question(text, index: Self.search.index) }
    private func terms(_ text: String) -> Set<String> { Set(question(text).groups.flatMap(\.members).map(\.term)) }

    @Test func `what somebody called a thing is neither looked for nor taken for a slip`() {
        let answer = Self.search("get the secret larch-cart-7f from the vault kv-zulu")
        #expect(answer.hits.first?.variant.operation.id == "GetSecret")
        #expect(answer.corrections.isEmpty)
        #expect(answer.unknown.isEmpty)
    }

    @Test func `a turn of phrase with a hyphen is no name`() {
        #expect(question("a soft-deleted vault").groups.allSatisfy { $0.share == 1 })
        #expect(question("a vault in kv-x1").groups.contains { $0.share == Weights.partOfName })
    }

    @Test func `several of one short word are one word`() {
        #expect(Words.identifier("listURLs") == ["list", "urls"])
        #expect(Words.identifier("ListSSLStates") == ["list", "ssl", "states"])
        #expect(Words.sentence("which IPs") == ["which", "ips"])
    }

    @Test func `a form that no ending explains is led back to its word`() {
        #expect(Words.stem("bound") == Words.stem("bind"))
        #expect(Words.stem("withdrawn") == Words.stem("withdraw"))
    }

    @Test func `a negation is no slip of the pen`() {
        #expect(Self.search("the secret isn't needed").corrections.isEmpty)
        #expect(Self.search("the secret isn’t needed").corrections.isEmpty)
    }

    @Test func `to show several things is to list them`() {
        #expect(first("show me the deleted vaults") == "Vaults_ListDeleted")
        #expect(first("show me the deleted vault") == "Vaults_GetDeleted")
    }

    @Test func `what things and deeds mean together is read in any order`() {
        #expect(terms("the vault should renew the certificate by itself").contains("n:policy"))
        #expect(terms("by itself the certificate in the vault should renew").contains("n:policy"))
        #expect(!terms("renew the certificate in the vault").contains("n:policy"))
    }

    @Test func `a turn of phrase keeps what its words name`() {
        #expect(terms("the certificate we bought").isSuperset(of: ["n:order", "n:certificate"]))
    }

    @Test func `who fears a loss wants a lock`() {
        #expect(terms("I am afraid that someone deletes the vault").contains("n:lock"))
        #expect(question("prevent that somebody removes the vault").verbs["v:delete"] == nil)
    }

    @Test func `an account of trouble without a deed asks for a change`() {
        #expect(question("the identity of our function is missing there").isComplaint)
        #expect(!question("identity of the function").isComplaint)
        #expect(!question("which identity does the function of the app have").isComplaint)
    }

    @Test func `a service spoken of by name goes before others`() {
        #expect(question("private links of the vault").services == ["n:vault"])
        #expect(Self.search.index.lexicon.services(of: "/subscriptions/{id}/providers/Microsoft.Web/certificates").contains("n:app"))
        #expect(first("remove the secret from the vault") == "DeleteSecret")
    }
}
