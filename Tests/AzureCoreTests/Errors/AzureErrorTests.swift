import HTTPTypes
import JSON
import Testing

@testable import AzureCore

@Suite struct AzureErrorTests {
    private func answered(_ status: Int, _ body: String, headers: HTTPFields = [:], target: String = "/t") -> AzureError {
        AzureError.answered(
            TransportResponse(status: status, headers: headers, body: Array(body.utf8)),
            operation: "Things.get",
            target: target,
            repeatability: .read
        )
    }

    @Test func `a description has what failed, why and the next step`() {
        let error = answered(
            404,
            #"{"error":{"code":"ResourceGroupNotFound","message":"Resource group 'rg' could not be found."}}"#,
            headers: [.requestID: "r-1", .correlationID: "c-1"],
            target: "/subscriptions/s/resourceGroups/rg"
        )
        let lines = error.description.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[0]
                == "Things.get on /subscriptions/s/resourceGroups/rg: notFound (HTTP 404, ResourceGroupNotFound, request id r-1, correlation id c-1)"
        )
        #expect(lines[1] == "Resource group 'rg' could not be found.")
        #expect(lines[2].hasPrefix("Next: Create the resource group (`az group create"))
    }

    @Test(arguments: [
        (400, AzureError.Code.invalidRequest), (401, .unauthenticated), (403, .forbidden), (404, .notFound), (408, .timeout),
        (409, .conflict), (412, .preconditionFailed), (429, .throttled), (500, .serviceUnavailable), (503, .serviceUnavailable),
        (302, .malformedResponse),
    ])
    func `each status has its code and a next step, also without a body`(status: Int, code: AzureError.Code) {
        let error = answered(status, "")
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.nextStep.count > 20)
    }

    @Test func `a message is short though one character may carry a thousand marks`() {
        let marks = "e" + String(repeating: "\u{301}", count: 100_000)
        let error = answered(400, #"{"error":{"code":"\#(marks)","message":"\#(marks)"}}"#)
        #expect(error.description.utf8.count < 6000)
    }

    @Test func `nothing in an answer steers the terminal it is shown on`() {
        let error = answered(400, #"{"error":{"code":"A\u001b[2J","message":"\u009b2J\u0007","innererror":{"code":"B\u001b[2J"}}}"#)
        #expect(error.serviceCode == "A [2J" && error.innerCode == "B [2J")
        #expect(error.serviceMessage == " 2J ")
        #expect(answered(400, #"{"error":"e","trace_id":"\u001b[2J"}"#).requestId == " [2J")
    }

    @Test func `a mark on a letter hides no token`() {
        let error = answered(400, "no eyJhbGciOiJSUzI1Ni\u{301}J9.eyJhdWQiOiJhIn0.c2ln")
        #expect(error.serviceMessage?.contains("eyJhdWQi") == false)
    }

    @Test func `a token in the place of a code is not shown`() {
        #expect(!answered(401, #"{"error":{"code":"eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0"}}"#).description.contains("eyJ"))
    }

    @Test func `App Service's own envelope is read with its extended code`() {
        let error = answered(
            400,
            """
            {"Code":"BadRequest","Message":"A TXT record was not found.","Target":null,"Details":[{"Message":"A TXT record was not found."},
            {"Code":"BadRequest"},{"ErrorEntity":{"ExtendedCode":"04006","Code":"BadRequest"}}],"Innererror":null}
            """
        )
        #expect(error.serviceCode == "BadRequest")
        #expect(error.innerCode == "04006")
        #expect(error.serviceMessage == "A TXT record was not found.")
    }

    @Test func `a vault's inner error is told apart from its code`() {
        let error = answered(403, #"{"error":{"code":"Forbidden","message":"no","innererror":{"code":"AccessDenied"}}}"#)
        #expect(error.serviceCode == "Forbidden")
        #expect(error.innerCode == "AccessDenied")
    }

    @Test func `a lock is named with the group to find it in`() {
        let id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v"
        let error = answered(
            409,
            #"{"error":{"code":"ScopeLocked","message":"The scope '\#(id)' cannot perform delete: locked is '\#(id)'. Remove it."}}"#,
            target: id
        )
        #expect(error.nextStep.contains("az lock list --resource-group rg"))
        #expect(error.nextStep.contains(id))
    }

    @Test func `details of the Resource Manager envelope are told too, a string inner error does not matter`() {
        let error = answered(
            409,
            #"{"error":{"code":"Conflict","message":"Top.","details":[{"message":"First."},{"message":"Top."}],"innererror":"text"}}"#
        )
        #expect(error.serviceMessage == "Top. First.")
        #expect(error.innerCode == nil)
    }

    @Test func `the plain envelope and no JSON at all are read`() {
        #expect(answered(400, #"{"code":"X","message":"m"}"#).serviceCode == "X")
        #expect(answered(502, "<html>Bad gateway</html>").serviceMessage == "<html>Bad gateway</html>")
        #expect(answered(400, "[1,2]").serviceMessage == nil)
    }

    @Test func `a pause the service asks for is in the error and in its next step`() {
        let error = answered(429, "{}", headers: [.retryAfter: "23"])
        #expect(error.retryAfter == .seconds(23))
        #expect(error.nextStep == "Wait 23 s, then run it again.")
    }
}
