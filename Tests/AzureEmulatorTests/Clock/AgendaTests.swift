import Foundation
import Testing

@testable import AzureEmulator

@Suite struct AgendaTests {
    private let start = Date(timeIntervalSince1970: 1_000)

    @Test func `events come in the order of their times, at one time in the order they were added`() {
        var agenda = Agenda()
        let events = ["c", "a1", "b", "a2"].map { Agenda.Event.linkWritten(id: $0) }
        for (event, offset) in zip(events, [30.0, 10, 20, 10]) { agenda.add(event, at: start + offset) }
        #expect(agenda.nextDue == start + 10)
        var seen: [Agenda.Event] = []
        while let entry = agenda.popDue(at: start + 20) { seen.append(entry.event) }
        #expect(seen == ["a1", "a2", "b"].map { .linkWritten(id: $0) })
        #expect(agenda.popDue(at: start + 29)?.event == nil && agenda.nextDue == start + 30)
    }
}
