import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct PagedTests {
    private func numbers(_ transport: ScriptedTransport, maximumPages: Int = 100) -> Paged<Int> {
        Paged(first: .success(request()), pipeline: pipeline(transport), maximumPages: maximumPages) { json throws(JSONFieldError) in
            guard let number = json.int else { throw JSONFieldError(pointer: "", expected: "a number", found: "no number") }
            return number
        }
    }

    @Test func `pages are fetched as they are needed, empty ones among them`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["value": [1, 2], "nextLink": "https://service.test/things?$skipToken=a%20b"]),
            .answer(200, ["value": [], "nextLink": "https://SERVICE.test:443/things?$skiptoken=c"]),
            .answer(200, ["value": [3], "nextLink": nil])
        )
        var items = numbers(transport).makeAsyncIterator()
        #expect(try await items.next() == 1)
        #expect(transport.requests.count == 1)
        var rest: [Int] = []
        while let item = try await items.next() { rest.append(item) }
        #expect(rest == [2, 3])
        #expect(try await items.next() == nil)
        #expect(
            transport.requests.map(\.url) == [
                "https://service.test/things/1?api-version=2024-11-01", "https://service.test/things?$skipToken=a%20b",
                "https://SERVICE.test:443/things?$skiptoken=c",
            ]
        )
    }

    @Test func `a loop reads all items, and a second loop starts anew`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": [1]]), .answer(200, ["value": [1, 2], "nextLink": ""]))
        let list = numbers(transport)
        var items: [Int] = []
        for try await item in list { items.append(item) }
        #expect(items == [1])
        #expect(try await list.all() == [1, 2])
    }

    @Test(arguments: ["https://evil.test/things", "https://service.test:8443/things", "http://service.test/things", "/things", "nonsense"])
    func `a link to another host is not followed`(link: String) async {
        let transport = ScriptedTransport(.answer(200, ["value": [1], "nextLink": .string(link)]), .answer(200, ["value": []]))
        let error = await failure { () throws(AzureError) in try await numbers(transport).all() }
        #expect(error?.code == .malformedResponse)
        #expect(transport.requests.count == 1)
    }

    @Test func `pages without end are stopped`() async {
        let page = ScriptedTransport.Step.answer(200, ["value": [1], "nextLink": "https://service.test/things"])
        let transport = ScriptedTransport(Array(repeating: page, count: 10))
        let error = await failure { () throws(AzureError) in try await numbers(transport, maximumPages: 3).all() }
        #expect(error?.code == .malformedResponse)
        #expect(error?.serviceMessage?.contains("more than 3 pages") == true)
    }

    @Test func `an error in the middle comes after the items before it`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["value": [1], "nextLink": "https://service.test/things"]),
            .answer(403, ["error": ["code": "AuthorizationFailed"]])
        )
        var items = numbers(transport).makeAsyncIterator()
        #expect(try await items.next() == 1)
        await #expect(throws: AzureError.self) { _ = try await items.next() }
        #expect(try await items.next() == nil)
    }

    @Test func `an item of another shape is a malformed answer`() async {
        let transport = ScriptedTransport(.answer(200, ["value": ["x"]]))
        let error = await failure { () throws(AzureError) in try await numbers(transport).all() }
        #expect(error?.code == .malformedResponse)
    }

    @Test func `an error that kept the first request from being made is thrown by the first page`() async {
        let broken = Paged(
            first: .failure(AzureError(code: .invalidRequest, operation: "o", target: "t", nextStep: "n")),
            pipeline: pipeline(ScriptedTransport())
        ) { json throws(JSONFieldError) in json }
        let error = await failure { () throws(AzureError) in try await broken.all() }
        #expect(error?.code == .invalidRequest)
    }
}
