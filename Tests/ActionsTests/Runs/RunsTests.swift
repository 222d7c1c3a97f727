import Foundation
import JSON
import TestSupport
import Testing
import Workflows

@testable import Actions

@Suite struct RunsTests {
    private func begun(_ context: ActionContext) async throws -> Run {
        let request = OrderRequest(name: "web", domain: "contoso.test", resourceGroup: "group", keyVault: "vault")
        _ = try? await OrderCertificate(context)(request, patience: Patience(seconds: 0), accept: { _ in true })
        return try #require(try await context.engine.journal.runs(named: "web").first)
    }

    @Test func `a run is found by its id, the beginning of it and its order's name`() async throws {
        let context = try PretendContext.make(PretendSubscription().pipeline)
        let run = try await begun(context)
        for words in [run.id, String(run.id.prefix(6)), "web", "WEB"] { #expect(try await FindRun(context)(words).id == run.id) }
        let problem = await #expect(throws: Problem.self) { _ = try await FindRun(context)("shop") }
        #expect(problem?.nextStep.contains("signet runs list") == true)
    }

    @Test func `a run that is over is not resumed, and the way on is named`() async throws {
        let context = try PretendContext.make(PretendSubscription().pipeline)
        let run = try await begun(context)
        let stopped = await #expect(throws: Problem.self) { _ = try await ResumeRun(context)(run.ended(.stopped)) }
        #expect(stopped?.nextStep.contains("signet runs retry") == true)
        let done = await #expect(throws: Problem.self) { _ = try await ResumeRun(context)(run.ended(.done)) }
        #expect(done?.nextStep.contains("signet runs show") == true)
    }

    @Test func `a run whose write is in doubt says so before anything else`() throws {
        let run = Self.run([("started", "", [:]), ("intent", "place-order", [:])])
        #expect(RunView(run).standing.contains("in doubt about 'place-order'"))
        #expect(RunView(run).json["inDoubt"] == "place-order")
        #expect(ExplainRun(run).lines.contains { $0.contains("nobody knows yet whether it took effect") })
    }

    @Test func `a stopped run tells what, why, who has to act and how to go on`() throws {
        let problem = Problem(.service, "The vault refused.", why: "Forbidden", nextStep: "Grant get.", owner: .vaultOwner)
        let run = Self.run([
            ("started", "", [:]), ("intent", "link-vault", [:]), ("withdrawn", "link-vault", [:]), ("stopped", "", problem.json),
        ])
        let view = RunView(run)
        #expect(view.owner == .vaultOwner)
        #expect(view.json["resumePoint"] == "link-vault")
        #expect(view.nextStep == "Grant get. Then: signet runs retry 01234567")
        let lines = ExplainRun(run).lines
        #expect(lines.contains { $0.contains("It stopped: The vault refused. Forbidden") })
        #expect(lines.contains("Who has to act: vault owner."))
        #expect(lines.contains("It goes on with 'link-vault'."))
    }

    @Test func `a record a person was asked for is not told as published`() throws {
        let asked = Self.run([("started", "", [:]), ("outcome", "publish-proof", ["by": "person", "value": "token"])])
        #expect(ExplainRun(asked).lines.contains { $0.hasSuffix("'publish-proof' was asked for: the record is a person's to set.") })
    }

    @Test func `every entry of the journal is in the whole view`() throws {
        let run = Self.run([("started", "", ["domain": "contoso.test"]), ("intent", "bind", ["host": "a"]), ("outcome", "bind", [:])])
        let journal = try #require(RunView(run).fullJSON["journal"]?.array)
        #expect(journal.map { $0["kind"]?.string } == ["started", "intent", "outcome"])
        #expect(journal[1]["body"]?["host"] == "a")
    }

    /// A run as a store would give it back.
    private static func run(_ lines: [(kind: String, step: String, body: JSONValue)]) -> Run {
        let at = Date(timeIntervalSince1970: 1_800_000_000)
        let entries = lines.enumerated().compactMap { index, line in
            JournalEntry.Kind(rawValue: line.kind).map {
                JournalEntry(sequence: Int64(index + 1), kind: $0, step: line.step, body: line.body, at: at)
            }
        }
        return Run(
            id: "01234567-89ab-cdef-0123-456789abcdef",
            workflow: "Provision",
            version: 1,
            subject: "/subscriptions/s/resourcegroups/g/providers/microsoft.certificateregistration/certificateorders/web",
            input: [:],
            state: lines.last?.kind == "stopped" ? .stopped : .active,
            entries: entries,
            created: at,
            updated: at
        )
    }
}

extension Run {
    fileprivate func ended(_ state: State) -> Run {
        var run = self
        run.state = state
        return run
    }
}
