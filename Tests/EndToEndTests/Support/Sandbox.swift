import Foundation
import HTTPTypes
import JSON
import Testing

/// One emulator of its own and a home whose profile leads to it.
struct Sandbox: Sendable {
    let place: Workplace
    let emulator: EmulatorControl
    let readyFile: String
    let home: SignetHome

    /// How long the emulator takes for what it does by itself: to place, check, issue and store.
    enum Pace {
        /// A second in all, as it is by default.
        case usual
        /// Over by the first look, so that tests of something else do not sit it out.
        case hasty
        /// No time at all, so that every life takes the same way.
        case atOnce

        fileprivate var milliseconds: JSONValue? {
            switch self {
            case .usual: nil
            case .hasty: 40
            case .atOnce: 0
            }
        }
    }

    /// - Parameters:
    ///   - store: the address of the database that holds the state of all homes; nil for a file in each.
    ///   - limit: seconds after which the emulator is ended, should whoever started it be gone.
    static func with<Value>(store: String? = nil, limit: Int = 600, pace: Pace = .hasty, _ body: (Sandbox) async throws -> Value)
        async throws -> Value
    {
        try await Workplace.with { place in
            let readyFile = place.path("ready.json")
            // Should these tests be killed, the emulator still ends.
            let command = try place.start(
                "/usr/bin/env",
                ["timeout", "--kill-after=5", "\(limit)", Product.path(), "emulator", "run", "--port", "0", "--ready-file", readyFile]
            )
            try await eventually("a ready file") {
                guard command.isRunning else { throw NoEmulator(words: command.errorsSoFar) }
                return FileManager.default.fileExists(atPath: readyFile)
            }
            let emulator = try EmulatorControl(readyFile: readyFile)
            do {
                try await emulator.set(pace)
                let sandbox = Sandbox(
                    place: place,
                    emulator: emulator,
                    readyFile: readyFile,
                    home: try await home(at: place, "home", readyFile: readyFile, store: store)
                )
                let value = try await body(sandbox)
                await close(emulator, command)
                return value
            } catch {
                await close(emulator, command)
                throw error
            }
        }
    }

    /// Another home on the same emulator, or on what another ready file says of it.
    func newHome(_ name: String, readyFile: String? = nil) async throws -> SignetHome {
        try await Self.home(at: place, name, readyFile: readyFile ?? self.readyFile, store: home.store)
    }

    private static func home(at place: Workplace, _ name: String, readyFile: String, store: String?) async throws -> SignetHome {
        var home = SignetHome(place, name)
        home.store = store
        let added = try await home.run(["profile", "add", "sandbox", "--ready-file", readyFile])
        try #require(added.way == .exit(0), "\(added)")
        home.profile = "sandbox"
        return home
    }

    private static func close(_ emulator: EmulatorControl, _ command: RunningCommand) async {
        await emulator.close()
        let process = pid_t(clamping: emulator.ready["pid"]?.int ?? 0)
        guard process > 0, command.isRunning else { return }
        kill(process, SIGTERM)
        let ended: ()? = try? await eventually("the emulator's end", within: .seconds(20)) { !command.isRunning }
        if ended == nil { kill(process, SIGKILL) }
        #expect(ended != nil, "the emulator does not end by SIGTERM")
    }

    struct NoEmulator: Error {
        let words: String
    }
}

extension EmulatorControl {
    fileprivate func set(_ pace: Sandbox.Pace) async throws {
        guard let time = pace.milliseconds else { return }
        let waits = ["provisioningMilliseconds", "verificationMilliseconds", "issuanceMilliseconds", "vaultLinkMilliseconds"]
        var settings: JSONObject = [:]
        for name in waits { settings[name] = time }
        try await control(.patch, "settings", .object(settings))
    }
}

extension Sandbox {
    @TaskLocal fileprivate static var ofSuite: Sandbox?

    /// The one the tests of a suite with the trait `sandbox` share.
    static var shared: Sandbox { get throws { try #require(ofSuite) } }
}

/// Gives a whole suite one sandbox.
struct SandboxTrait: SuiteTrait, TestScoping {
    func provideScope(for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void) async throws {
        try await Sandbox.with { sandbox in try await Sandbox.$ofSuite.withValue(sandbox) { try await body() } }
    }
}

extension Trait where Self == SandboxTrait {
    static var sandbox: Self { SandboxTrait() }
}

/// Lets few tests run at once: each is several processes, and what is tested is not how they share two processors.
struct FewAtOnceTrait: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void) async throws {
        await Turnstile.shared.enter()
        do {
            try await body()
            await Turnstile.shared.leave()
        } catch {
            await Turnstile.shared.leave()
            throw error
        }
    }
}

extension Trait where Self == FewAtOnceTrait {
    static var fewAtOnce: Self { FewAtOnceTrait() }
}

actor Turnstile {
    static let shared = Turnstile(places: 4)

    private var places: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { queue.append($0) }
        }
    }

    func leave() {
        if queue.isEmpty {
            places += 1
        } else {
            queue.removeFirst().resume()
        }
    }
}
