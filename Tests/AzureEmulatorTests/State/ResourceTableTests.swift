import JSON
import Testing

@testable import AzureEmulator

@Suite struct ResourceTableTests {
    @Test func `resources are found whatever the casing and listed by scope in the order of ids`() {
        var table = ResourceTable()
        for id in ["/S/b/t/2", "/s/b/t/1", "/s/bb/t/3", "/s/b/T/0"] {
            table[id] = Resource(id: id, name: "n", type: "P/t", envelope: [:], properties: [:])
        }
        table["/s/b/t/9"] = Resource(id: "/s/b/t/9", name: "n", type: "P/u", envelope: [:], properties: [:])
        #expect(table["/S/B/T/1"]?.id == "/s/b/t/1")
        #expect(table.list("p/T", under: "/s/b").map(\.id) == ["/s/b/T/0", "/s/b/t/1", "/S/b/t/2"])
        #expect(table.list("P/t", under: "/s/b", after: "/s/b/t/0", limit: 1).map(\.id) == ["/s/b/t/1"])
        table["/s/b/t/1"] = nil
        #expect(table.list("P/t", under: "/s/b").count == 2 && table.all("P/t").count == 3)
    }
}
