import Synchronization

/// A value that is looked for again once what was found is too old; by one look at a time, however many wait for it.
package final class Looked<Value: Sendable>: Sendable {
    private struct State {
        var known: (value: Value, at: ContinuousClock.Instant)?
        var looking: Task<Value, any Error>?
    }

    private enum Way {
        case known(Value)
        case looking(Task<Value, any Error>)
    }

    private let memory: Duration
    private let look: @Sendable (_ before: Value?) async throws -> Value
    private let state = Mutex(State())

    /// - Parameters:
    ///   - memory: So long what was found is believed, counted from before it was looked for.
    ///   - look: Is given what was found before.
    package init(for memory: Duration, look: @escaping @Sendable (_ before: Value?) async throws -> Value) {
        (self.memory, self.look) = (memory, look)
    }

    /// Throws what the look throws; the next one looks again. A caller that is cancelled does not end the look for the others.
    package func callAsFunction() async throws -> Value {
        let way = state.withLock { state -> Way in
            if let known = state.known, known.at.duration(to: .now) < memory { return .known(known.value) }
            let looking = state.looking ?? Task { [before = state.known?.value] in try await self.found(before) }
            state.looking = looking
            return .looking(looking)
        }
        switch way {
        case .known(let value): return value
        case .looking(let task): return try await task.value
        }
    }

    private func found(_ before: Value?) async throws -> Value {
        let began = ContinuousClock.now
        do {
            let value = try await look(before)
            state.withLock { $0 = State(known: (value, began)) }
            return value
        } catch {
            state.withLock { $0.looking = nil }
            throw error
        }
    }
}
