import Testing

@testable import AzureCore

@Suite struct FairQueueTests {
    private var queue = FairQueue<String>(capacity: 100)

    private mutating func fill(_ priority: RequestPriority, _ ids: Range<Int>, deadline: Duration? = nil) {
        for id in ids { _ = queue.append(.init(id: id, element: "", deadline: deadline), priority) }
    }

    private mutating func popAll() -> [Int] {
        var ids: [Int] = []
        while let waiter = queue.popFirst() { ids.append(waiter.id) }
        return ids
    }

    @Test mutating func `the higher class goes first, each in order of arrival`() {
        fill(.background, 0..<2)
        fill(.urgentRenewal, 10..<12)
        fill(.interactive, 20..<22)
        #expect(popAll() == [20, 21, 10, 11, 0, 1])
        #expect(queue.isEmpty)
    }

    @Test mutating func `a class passed over eight times in a row is served`() {
        fill(.interactive, 0..<20)
        fill(.background, 100..<102)
        #expect(popAll() == Array(0..<8) + [100] + Array(8..<16) + [101] + Array(16..<20))
    }

    @Test mutating func `two lower classes both get through`() {
        fill(.interactive, 0..<12)
        fill(.urgentRenewal, 50..<51)
        fill(.background, 100..<101)
        #expect(popAll() == Array(0..<8) + [50, 100] + Array(8..<12))
    }

    @Test func `a full queue takes no more`() {
        var queue = FairQueue<String>(capacity: 2)
        let answers = (0..<3).map { queue.append(.init(id: $0, element: "", deadline: nil), .background) }
        #expect(answers == [true, true, false])
        #expect(queue.count == 2)
    }

    @Test mutating func `one that gives up is taken out wherever it stands`() {
        fill(.background, 0..<3)
        #expect(queue.remove(1)?.id == 1)
        #expect(queue.remove(1) == nil)
        #expect(popAll() == [0, 2])
    }

    @Test mutating func `those that cannot wait until a time are taken out`() {
        fill(.interactive, 0..<2, deadline: .seconds(10))
        fill(.background, 5..<7)
        #expect(queue.earliestDeadline == .seconds(10))
        #expect(queue.removeAll(at: .zero, notWaitingUntil: .seconds(10)).isEmpty)
        #expect(queue.removeAll(at: .zero, notWaitingUntil: .seconds(11)).map(\.id) == [0, 1])
        #expect(popAll() == [5, 6])
    }

    @Test mutating func `a deadline that has come is taken out even when its turn is near`() {
        fill(.interactive, 0..<1, deadline: .seconds(10))
        #expect(queue.removeAll(at: .seconds(10), notWaitingUntil: .seconds(10)).map(\.id) == [0])
    }
}
