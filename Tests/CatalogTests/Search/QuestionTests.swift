import Testing

@testable import Catalog

/// How the words of a question are read, over our own documents.
@Suite struct QuestionTests {
    private static let search = Search(SearchIndex(Catalog(OwnDocuments.all), overlay: IntentOverlay(OwnDocuments.all)))

    private func first(_ intent: String) -> String? { Self.search(intent).hits.first?.variant.operation.id }

    @Test func `German, and German with English in it, is read as English`() {
        #expect(first("Zertifikatsbestellung verlängern") == "AppServiceCertificateOrders_Renew")
        #expect(first("altes secret im key vault löschen") == "DeleteSecret")
        #expect(first("bitte das Passwort im Vault speichern") == "SetSecret")
    }

    @Test func `the parts of a German verb may stand apart, with or without umlauts`() {
        #expect(Self.search("Zertifikat läuft bald ab").understood.contains("renew"))
        #expect(Self.search("das Zertifikat laeuft morgen ab").understood.contains("renew"))
    }

    @Test func `a slip of the pen is not German`() {
        #expect(Self.search("show the oder").corrections == ["oder → order"])
    }

    @Test func `what is told beside a wish counts less than the wish`() {
        let words = AskedWord.read(
            "We had a long meeting about the vault and about the keys in it, and now I would like to renew the certificate order.",
            atMost: 96
        )
        #expect(words.first { $0.stem == "vault" }?.share == 0.5)
        #expect(words.first { $0.stem == "renew" }?.share == 1)
    }

    @Test func `everyday words are neither corrected nor missed`() {
        let answer = Self.search("my boss told me that maybe we should delete the secret")
        #expect(answer.corrections.isEmpty)
        #expect(answer.unknown.isEmpty)
        #expect(answer.hits.first?.variant.operation.id == "DeleteSecret")
    }

    @Test func `words that carry nothing may stand within a turn of phrase`() {
        #expect(first("the key of the ordered certificate was leaked") == "AppServiceCertificateOrders_Reissue")
        #expect(first("the key of the ordered certificate has already been leaked") == "AppServiceCertificateOrders_Reissue")
    }

    @Test func `who asks what is the case is not offered to change it`() {
        #expect(Self.search("which secrets are stored in the vault").hits.first?.variant.operation.effect == .read)
        #expect(Self.search("certificates uploaded to app service").hits.first?.variant.operation.effect == .read)
        #expect(first("upload a certificate to app service") == "Certificates_CreateOrUpdate")
    }

    @Test func `who did something is a question to the log`() {
        let question = Question("who has stopped the app", index: Self.search.index)
        #expect(question.groups.contains { $0.members.contains { $0.term == "n:activity" } })
        #expect(question.verbs["v:stop"] == nil)
    }

    @Test func `a form with an ending is corrected to its word`() {
        #expect(first("renewign the certificate ordr") == "AppServiceCertificateOrders_Renew")
    }

    @Test func `what is far behind a clear first is left out`() throws {
        let answer = Self.search("renew a certificate order", limit: 25)
        #expect(answer.confidence == .high)
        #expect(try #require(answer.hits.map(\.score).min()) > 0.1)
        #expect(answer.hits.count < 25)
    }

    @Test func `what is bought is not offered where its thing is not named`() {
        #expect(Self.search("buy a pizza").confidence < .high)
        #expect(first("buy a certificate") == "AppServiceCertificateOrders_CreateOrUpdate")
    }

    @Test func `a field of the answer leads to the operation that answers with it`() throws {
        let document = Sample.shop.replacing(#""accessKey": {"type": "string"}"#, with: #""nameServers": {"type": "string"}"#)
        let operation = try #require(try Sample.document(document).operations.first)
        #expect(operation.fieldNames.contains("nameServers"))
        let answer = Search(SearchIndex(Catalog([try Sample.document(document)])))("which name servers")
        #expect(answer.hits.first?.variant.operation.id == "Orders_Get")
    }

    private func terms(_ text: String) -> Set<String> {
        Set(Question(text, index: Self.search.index).groups.flatMap(\.members).map(\.term))
    }

    @Test func `what nobody may delete is to be locked, and what nobody uses may go`() {
        #expect(terms("nobody must be able to delete the vault").contains("n:lock"))
        #expect(!terms("nobody must be able to delete the vault").contains("v:delete"))
        #expect(first("nobody uses the secret, delete it") == "DeleteSecret")
    }

    @Test func `whether a name is taken may be asked with the name between`() {
        #expect(first("is the vault name shop-7 taken?") == "Vaults_CheckNameAvailability")
        #expect(first("ist der Name des Tresors noch frei") == "Vaults_CheckNameAvailability")
    }

    @Test func `several things are listed and one is read`() {
        #expect(Question("my vaults", index: Self.search.index).isOfMany == true)
        #expect(Question("the vault", index: Self.search.index).isOfMany == false)
        #expect(Question("soft-deleted vaults", index: Self.search.index).isOfMany == true)
        #expect(first("secrets of the vault") == "GetSecrets")
    }

    @Test func `the name of a host adds little to the thing that is named`() {
        let groups = Question("delete the dns zone shop.example", index: Self.search.index).groups
        #expect(groups.first { $0.members.contains { $0.term == "n:zone" } }?.share == 1)
        #expect(groups.first { $0.members.contains { $0.term == "domainnam" } }?.share == 0.5)
    }

    @Test func `an address of mail is one word, and what ends in net is a host but for products`() {
        #expect(Words.sentence("tell pki@shop.example") == ["tell", "mailaddress"])
        #expect(Words.sentence("sell fabrikam.net") == ["sell", "domainname"])
        #expect(Words.sentence("run asp.net") == ["run", "asp", "net"])
    }

    @Test func `words of other clouds are understood`() {
        #expect(first("aws secretsmanager get secret") == "GetSecret")
    }

    @Test func `a long text is read to a bound and no further`() {
        #expect(AskedWord.read(String(repeating: "certificate ", count: 10_000), atMost: 96).count == 96)
    }
}
