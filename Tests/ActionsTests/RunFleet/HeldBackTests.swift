import Foundation
import Testing

@testable import Actions
@testable import Workflows

@Suite struct HeldBackTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let problem = Problem(.service, "It was not renewed.", why: "a test", nextStep: "None.")

    @Test func `what could not begin is left alone for longer each time, up to eight hours, and not once it worked`() {
        var held = HeldBack(), at = now
        for minutes in [15.0, 30, 60, 120, 240, 480, 480] {
            held.note([.init(subject: "/a", outcome: .stopped(problem))], at: at)
            #expect(held.isHeld("/a", at: at + minutes * 60 - 1) && !held.isHeld("/b", at: at))
            at += minutes * 60
            #expect(!held.isHeld("/a", at: at))
        }
        held.note([.init(subject: "/a", outcome: .done)], at: at)
        held.note([.init(subject: "/a", outcome: .stopped(problem))], at: at)
        #expect(!held.isHeld("/a", at: at + 900))
    }
}
