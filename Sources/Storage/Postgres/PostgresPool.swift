/// A bounded number of connections, handed out one user at a time; whoever comes when all are in use waits for a turn, which is
/// bounded as every transaction is.
actor PostgresPool {
    private let make: @Sendable () -> PostgresConnection
    private let size: Int
    private var made = 0
    private var idle: [PostgresConnection] = []
    private var waiting: [(number: Int, turn: CheckedContinuation<PostgresConnection, any Error>)] = []
    private var tickets = 0

    init(size: Int, _ make: @escaping @Sendable () -> PostgresConnection) {
        self.size = size
        self.make = make
    }

    func take() async throws -> PostgresConnection {
        // The one used last, so that those nobody needs any more stay idle.
        if let connection = idle.popLast() { return connection }
        if made < size {
            made += 1
            return make()
        }
        tickets &+= 1
        let number = tickets
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { turn in
                if Task.isCancelled { turn.resume(throwing: CancellationError()) } else { waiting.append((number, turn)) }
            }
        } onCancel: {
            Task { await self.leave(number) }
        }
    }

    func giveBack(_ connection: PostgresConnection) {
        if waiting.isEmpty { idle.append(connection) } else { waiting.removeFirst().turn.resume(returning: connection) }
    }

    private func leave(_ number: Int) {
        guard let place = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: place).turn.resume(throwing: CancellationError())
    }
}
