import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import AzureCore

@Suite struct AzureCLICredentialTests {
    private let scope = TokenScope("https://management.azure.com/.default")

    /// Answers each command the same way and remembers them.
    private final class Runner: Sendable {
        private let commands = Mutex<[ProcessRunner.Command]>([])
        private let result: Result<ProcessRunner.Output, any Error>

        init(_ result: Result<ProcessRunner.Output, any Error>) { self.result = result }

        convenience init(output: String = "", error: String = "", status: Int32 = 0) {
            self.init(.success(.init(status: status, output: Array(output.utf8), error: Array(error.utf8))))
        }

        var asked: [ProcessRunner.Command] { commands.withLock { $0 } }
        var runner: ProcessRunner {
            ProcessRunner { command in
                self.commands.withLock { $0.append(command) }
                return try self.result.get()
            }
        }
    }

    private let good = #"{"accessToken":"abc","expiresOn":"2027-01-15 09:00:00.000000","expires_on":1800003600,"tokenType":"Bearer"}"#

    private func credential(_ runner: Runner, tenant: String? = nil, subscription: String? = nil) -> AzureCLICredential {
        AzureCLICredential(
            tenantId: tenant,
            subscriptionId: subscription,
            runner: runner.runner,
            now: { Date(timeIntervalSince1970: 1_800_000_000) }
        )
    }

    private func problem(_ runner: Runner, tenant: String? = nil) async -> AzureError? {
        await failure { () throws(AzureError) in try await credential(runner, tenant: tenant).token(for: scope) }
    }

    @Test func `the CLI is asked for a token of the resource`() async throws {
        let runner = Runner(output: good)
        let token = try await credential(runner).token(for: scope)
        #expect(token.token.reveal() == "abc")
        #expect(token.lifetime == .seconds(3600))
        #expect(runner.asked.map(\.program) == ["az"])
        #expect(
            runner.asked.first?.arguments
                == ["account", "get-access-token", "--output", "json", "--resource", "https://management.azure.com"]
        )
    }

    @Test func `the scope's tenant goes before the credential's, a tenant before a subscription`() async throws {
        let runner = Runner(output: good)
        _ = try await credential(runner, subscription: "s").token(for: scope)
        _ = try await credential(runner, tenant: "t", subscription: "s").token(for: scope)
        _ = try await credential(runner, tenant: "t").token(for: TokenScope(scope.value, tenantId: "u"))
        #expect(runner.asked.map { $0.arguments.suffix(2) } == [["--subscription", "s"], ["--tenant", "t"], ["--tenant", "u"]])
    }

    @Test(arguments: ["--debug", "a b", "a;b", "$(id)", "a\nb", ""])
    func `a name that could be anything but a name is not passed on`(name: String) async {
        let runner = Runner(output: good)
        #expect(await problem(runner, tenant: name)?.code == .invalidRequest)
        #expect(runner.asked.isEmpty)
    }

    @Test func `a token whose end is told in local time only is good for five minutes`() async throws {
        let runner = Runner(output: #"{"accessToken":"abc","expiresOn":"2027-01-15 09:00:00.000000"}"#)
        #expect(try await credential(runner).token(for: scope).lifetime == .seconds(300))
    }

    @Test func `without az the error says how to get it`() async {
        let error = await problem(Runner(.failure(ProcessRunner.Failure.notFound)))
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceMessage?.contains("not on the search path") == true)
        #expect(error?.nextStep.contains("https://aka.ms/azure-cli") == true)
    }

    @Test func `when nobody is signed in the error says how to sign in`() async {
        let error = await problem(Runner(error: "ERROR: Please run 'az login' to setup account.\n", status: 1), tenant: "t-1")
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceMessage?.contains("Please run 'az login'") == true)
        #expect(error?.nextStep == "Sign in: `az login --tenant t-1`.")
    }

    @Test func `a number of the identity service in what it says has its own advice`() async {
        let error = await problem(Runner(error: "AADSTS53003: Access has been blocked by Conditional Access policies.", status: 1))
        #expect(error?.serviceCode == "AADSTS53003")
        #expect(error?.code == .forbidden)
        #expect(error?.nextStep.contains("Conditional Access") == true)
    }

    @Test(arguments: [
        (ProcessRunner.Failure.timedOut, AzureError.Code.timeout), (.tooMuchOutput, .malformedResponse),
        (.notStarted("x"), .unauthenticated),
    ])
    func `a CLI that does not do its work is explained`(failure: ProcessRunner.Failure, code: AzureError.Code) async {
        let error = await problem(Runner(.failure(failure)))
        #expect(error?.code == code)
        #expect(error?.nextStep.contains("az ") == true)
    }

    @Test func `a cancelled run is no failure of the CLI`() async {
        #expect(await problem(Runner(.failure(CancellationError())))?.code == .cancelled)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"accessToken":""}"#, #"{"accessToken":"abc","expires_on":5}"#, #"{"accessToken":"abc","expires_on":"soon"}"#,
    ])
    func `an output that is no token is malformed and not shown`(output: String) async {
        let error = await problem(Runner(output: output))
        #expect(error?.code == .malformedResponse)
        #expect(error?.description.contains("abc") == false)
    }
}

@Suite struct ProcessRunnerTests {
    private func run(_ program: String, _ arguments: [String], timeout: Duration = .seconds(30), maximum: Int = 1 << 20) async throws
        -> ProcessRunner.Output
    {
        try await ProcessRunner.system.run(.init(program, arguments, timeout: timeout, maximumOutputBytes: maximum))
    }

    @Test func `a program's status and both streams come back, its arguments unread by any shell`() async throws {
        let output = try await run("printf", ["%s|%s", "$HOME; id", "*"])
        #expect(output.status == 0)
        #expect(String(decoding: output.output, as: UTF8.self) == "$HOME; id|*")
        let failing = try await run("ls", ["/nowhere-at-all"])
        #expect(failing.status != 0)
        #expect(!failing.error.isEmpty)
    }

    @Test(arguments: ["no-such-program-here", "/bin/ls", "../bin/ls"])
    func `only programs of the search path are run`(program: String) async {
        await #expect(throws: ProcessRunner.Failure.notFound) { try await run(program, []) }
    }

    @Test func `a program that does not end is ended`() async {
        await #expect(throws: ProcessRunner.Failure.timedOut) { try await run("sleep", ["600"], timeout: .milliseconds(50)) }
    }

    @Test func `a program whose own children hold its streams is not waited for`() async {
        await #expect(throws: ProcessRunner.Failure.timedOut) {
            try await run("sh", ["-c", "sleep 60; true"], timeout: .milliseconds(50))
        }
    }

    @Test func `a program that writes without end is ended`() async {
        await #expect(throws: ProcessRunner.Failure.tooMuchOutput) { try await run("yes", [], maximum: 100_000) }
    }

    @Test func `a cancelled task ends its program`() async {
        let task = Task { try await run("sleep", ["600"]) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `an output prints none of its streams`() {
        let output = ProcessRunner.Output(status: 0, output: Array("hunter2".utf8))
        var dumped = ""
        dump(output, to: &dumped)
        #expect(!"\(output)\(dumped)".contains("hunter2"))
        #expect("\(output)".contains("7 bytes out"))
    }
}
