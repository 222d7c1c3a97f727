import JSON
import Testing

@testable import AzureEmulator

@Suite struct WireTests {
    @Test func `a request's path and query are decoded, its names compared without casing`() {
        let request = EmulatorRequest(method: "GET", authority: "LOCALHOST:1", target: "/a%20b//c/?API-version=1&$filter=x+eq%20'%C3%A9'")
        #expect(request.segments == ["a b", "c"] && request.host == "localhost")
        #expect(request.query("api-version") == "1" && request.query("$filter") == "x eq 'é'" && request.query("none") == nil)
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%41%", "A%"), ("%+1", "%+1"), ("%-0", "%-0"), ("", "")])
    func `a percent sign that starts nothing stays`(text: String, decoded: String) {
        #expect(percentDecoded(text) == decoded)
    }
}
