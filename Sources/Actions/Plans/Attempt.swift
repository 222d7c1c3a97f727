import AzureCore
import Workflows

/// One of several things to be done, of which each may fail without keeping the others from their turn.
enum Attempt<Value: Sendable>: Sendable {
    case done(Value)
    case failed(Problem)

    /// What a person can mend is a value; an interruption, and what ended this process's turn, is thrown.
    static func of(_ body: () async throws -> Value) async throws -> Attempt {
        do {
            return .done(try await body())
        } catch let problem as Problem {
            return .failed(problem)
        } catch let error as AzureError where error.code != .cancelled {
            return .failed(error.problem)
        }
    }
}
