/// The words of a provisioning state that end a long-running operation. Most resources use ``standard``; one whose state speaks
/// another vocabulary brings a table of its own. Words are compared without casing.
public struct OperationStates: Sendable, Hashable {
    /// What a word means for the operation.
    enum Verdict: Sendable, Hashable {
        case running, succeeded, failed
    }

    private let succeeded: Set<String>
    private let waiting: Set<String>?
    private let failed: Set<String>
    private let nextSteps: [String: String]
    /// Whether only the resource's own state counts, whatever headers the answers carry.
    let ignoresHeaders: Bool

    private init(
        succeeded: [String],
        waiting: [String]?,
        failed: [String],
        nextSteps: [String: String],
        ignoresHeaders: Bool
    ) {
        self.succeeded = Set(succeeded.map { $0.lowercased() })
        self.waiting = waiting.map { Set($0.map { $0.lowercased() }) }
        self.failed = Set(failed.map { $0.lowercased() })
        self.nextSteps = Dictionary(nextSteps.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        self.ignoresHeaders = ignoresHeaders
    }

    /// `Succeeded` succeeds, `Failed` and `Canceled` fail, every other word means: keep waiting.
    public static let standard = OperationStates(
        succeeded: ["Succeeded"],
        waiting: nil,
        failed: ["Failed", "Canceled", "Cancelled"],
        nextSteps: [:],
        ignoresHeaders: false
    )

    /// A table for a resource whose state is not the generic one: every word that neither succeeds nor waits fails. The first
    /// answer then only means acceptance, and headers that point to a generic poller are ignored.
    ///
    /// - Parameter nextSteps: What to do about a failing word.
    public static func own(succeeded: [String], waiting: [String], nextSteps: [String: String] = [:]) -> OperationStates {
        OperationStates(succeeded: succeeded, waiting: waiting, failed: [], nextSteps: nextSteps, ignoresHeaders: true)
    }

    func verdict(_ word: String) -> Verdict {
        let word = word.lowercased()
        if succeeded.contains(word) { return .succeeded }
        if let waiting { return waiting.contains(word) ? .running : .failed }
        return failed.contains(word) ? .failed : .running
    }

    func nextStep(after word: String) -> String? {
        nextSteps[word.lowercased()]
    }
}
