import HTTPTypes
import JSON
import Testing

@testable import AzureCore

@Suite struct PollMachineTests {
    typealias Answer = PollMachine.Answer

    private static let url = "https://service.test/things/1"
    private static let statusURL = "https://service.test/status/9"
    private let own = OperationStates.own(succeeded: ["Done"], waiting: ["Initialized"], nextSteps: ["Lost": "Find it."])

    private func start(
        _ method: HTTPRequest.Method = .put,
        _ answer: Answer,
        states: OperationStates = .standard
    ) -> (machine: PollMachine, step: PollMachine.Step) {
        PollMachine.start(request(method, url: Self.url, query: []), answer: answer, states: states)
    }

    private func state(_ word: String) -> JSONValue { ["properties": ["provisioningState": .string(word)]] }

    @Test func `a status document is asked until it is done, then the resource is fetched`() {
        var (machine, first) = start(
            .put,
            Answer(status: 201, headers: [.asyncOperation: Self.statusURL, .location: "https://service.test/l"])
        )
        #expect(first == .poll(state: nil, after: nil))
        #expect(machine.token.pollURL == Self.statusURL)
        #expect(
            machine.handle(Answer(status: 200, headers: [.retryAfter: "5"], json: ["status": "Running"]))
                == .poll(state: "Running", after: .seconds(5))
        )
        #expect(machine.handle(Answer(status: 200, json: ["status": "succeeded"])) == .fetch)
        #expect(machine.token.pollURL == Self.url)
        #expect(machine.handle(Answer(status: 200, json: ["id": "x"])) == .finished(["id": "x"]))
        #expect(machine.token.stage == .settled)
    }

    @Test func `a failed status document gives its error`() {
        var (machine, _) = start(.put, Answer(status: 202, headers: [.asyncOperation: Self.statusURL]))
        let step = machine.handle(Answer(status: 200, json: ["status": "Failed", "error": ["code": "Boom", "message": "It broke."]]))
        guard case .failed("Failed", let body) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(body.code == "Boom")
        #expect(body.message == "It broke.")
    }

    @Test func `a location is asked while it answers 202 and may move on`() {
        var (machine, _) = start(.post, Answer(status: 202, headers: [.location: "https://service.test/l1"]))
        #expect(machine.token.pollURL == "https://service.test/l1")
        _ = machine.handle(Answer(status: 202, headers: [.location: "https://service.test/l2"]))
        #expect(machine.token.pollURL == "https://service.test/l2")
        #expect(machine.handle(Answer(status: 202)) == .poll(state: nil, after: nil))
        #expect(machine.handle(Answer(status: 200, json: ["id": "x"])) == .finished(["id": "x"]))
    }

    @Test func `a location that ends without a body leaves the resource to be fetched`() {
        var (machine, _) = start(.put, Answer(status: 201, headers: [.location: "https://service.test/l1"], json: [:]))
        #expect(machine.handle(Answer(status: 204)) == .fetch)
        #expect(machine.token.pollURL == Self.url)
    }

    @Test func `without headers the resource's own state decides`() {
        var (machine, first) = start(.put, Answer(status: 201, json: state("InProgress")))
        #expect(first == .poll(state: "InProgress", after: nil))
        #expect(machine.token.pollURL == Self.url)
        #expect(machine.handle(Answer(status: 200, json: state("Accepted"))) == .poll(state: "Accepted", after: nil))
        #expect(machine.handle(Answer(status: 200, json: state("SUCCEEDED"))) == .finished(state("SUCCEEDED")))
    }

    @Test(arguments: ["Failed", "Canceled", "canceled"]) func `a state that ends badly is a failure`(word: String) {
        let (_, step) = start(.put, Answer(status: 200, json: state(word)))
        guard case .failed(word, _) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test func `a missing state means done after 200 and running after 201`() {
        #expect(start(.put, Answer(status: 200, json: ["id": "x"])).step == .finished(["id": "x"]))
        #expect(start(.put, Answer(status: 201, json: ["id": "x"])).step == .poll(state: nil, after: nil))
        #expect(start(.put, Answer(status: 202)).step == .poll(state: nil, after: nil))
    }

    @Test func `any other answer to a post is final`() {
        #expect(start(.post, Answer(status: 200, json: ["a": 1])).step == .finished(["a": 1]))
        #expect(start(.post, Answer(status: 204)).step == .finished(nil))
    }

    @Test func `a table of one's own ignores headers, waits, succeeds and fails by its words`() {
        let accepted = Answer(status: 200, headers: [.asyncOperation: Self.statusURL], json: state("initialized"))
        var (machine, first) = start(.put, accepted, states: own)
        #expect(first == .poll(state: "initialized", after: nil))
        #expect(machine.token.pollURL == Self.url)
        guard case .failed("Succeeded", _) = machine.handle(Answer(status: 200, json: state("Succeeded"))) else {
            Issue.record("a word the table does not have fails")
            return
        }
        #expect(machine.handle(Answer(status: 200, json: state("done"))) == .finished(state("done")))
        #expect(own.nextStep(after: "LOST") == "Find it.")
    }

    @Test(arguments: ["https://evil.test/s", "http://service.test/s", "/relative", ""])
    func `an operation led to another host stops`(url: String) {
        guard case .malformed = start(.put, Answer(status: 201, headers: [.asyncOperation: url])).step else {
            Issue.record("status on another host")
            return
        }
        guard case .malformed = start(.put, Answer(status: 201, headers: [.location: url])).step else {
            Issue.record("location on another host")
            return
        }
    }

    @Test func `bodies that cannot be read are malformed`() {
        var (status, _) = start(.put, Answer(status: 201, headers: [.asyncOperation: Self.statusURL]))
        guard case .malformed = status.handle(Answer(status: 200, json: [:])) else {
            Issue.record("no status")
            return
        }
        var (resource, _) = start(.put, Answer(status: 201))
        guard case .malformed = resource.handle(Answer(status: 200)) else {
            Issue.record("no body")
            return
        }
    }
}
