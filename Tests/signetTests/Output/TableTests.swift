import Testing

@testable import signet

@Suite struct TableTests {
    @Test func `columns are as wide as their widest cell and lines end without blanks`() {
        var table = Table(header: ["NAME", "STATUS"])
        table.rows = [["a-long-name", "Issued"], ["b", ""]]
        #expect(table.text == "NAME         STATUS\na-long-name  Issued\nb")
    }

    @Test func `facts leave out what has no value`() {
        var facts = Facts()
        facts.add("name", "web")
        facts.add("serial", nil)
        facts.add("thumbprint", "")
        facts.add("status", "Issued")
        #expect(facts.text == "name    web\nstatus  Issued")
    }
}
