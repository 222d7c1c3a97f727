import Synchronization
import Testing

@testable import Service

@Suite struct SignInGateTests {
    private final class Hands: Sendable {
        let now = Mutex(ContinuousClock.now)
        func move(_ time: Duration) { now.withLock { $0 += time } }
    }

    @Test func `one address has so many tries in a while, and others are not its business`() async {
        let hands = Hands()
        let gate = SignInGate { hands.now.withLock(\.self) }
        for _ in 0..<SignInGate.mostTries {
            #expect(await gate.begin("a") == .goOn)
            await gate.end("a", wasRight: false)
        }
        #expect(await gate.begin("a") == .waitSeconds(300))
        #expect(await gate.begin("b") == .goOn)
        await gate.end("b", wasRight: false)
        hands.move(.seconds(300))
        #expect(await gate.begin("a") == .goOn)
    }

    @Test func `a right password forgets the wrong ones before it`() async {
        let gate = SignInGate()
        for round in 0..<2 * SignInGate.mostTries {
            #expect(await gate.begin("a") == .goOn)
            await gate.end("a", wasRight: round % 5 == 4)
        }
    }

    @Test func `two passwords are looked at in the same moment, and no more`() async {
        let gate = SignInGate()
        #expect(await gate.begin("a") == .goOn)
        #expect(await gate.begin("b") == .goOn)
        #expect(await gate.begin("c") == .waitSeconds(1))
        await gate.end("a", wasRight: false)
        #expect(await gate.begin("c") == .goOn)
    }

    @Test func `addresses made up by the thousand are forgotten again`() async {
        let hands = Hands()
        let gate = SignInGate { hands.now.withLock(\.self) }
        for number in 0..<SignInGate.mostAddresses + 5 {
            hands.move(.milliseconds(1))
            #expect(await gate.begin("\(number)") == .goOn)
            await gate.end("\(number)", wasRight: false)
        }
        #expect(await gate.remembered == SignInGate.mostAddresses)
    }
}
