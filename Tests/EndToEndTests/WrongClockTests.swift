import Foundation
import JSON
import Testing

/// This machine's clock is wrong, as the process sees it: a few lines of C between it and the system shift what it is told.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(5)), .enabled(if: ShiftedClock.compiler != nil))
struct WrongClockTests {
    @Test func `a process of the future that was killed keeps nobody waiting for its lease`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "future")
        let files = sandbox.place.path("future")
        let hold = ["SIGNET_CRASH_POINTS": "\(files).points", "SIGNET_HOLD_AT": "4"]
        let shifted = try ShiftedClock(hours: 2, in: sandbox.place).environment
        let process = try sandbox.home.startStoppable(order.arguments, hold.merging(shifted) { $1 }, files: files)
        try #require(await process.next() == .stopped, "\(process.errors)")
        await process.end()
        let again = try await sandbox.home.run(order.again)
        try #require(again.way == .exit(0), "\(again)")
        let serial = try #require(try again.json["serialNumber"]?.string)
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1, charges: 1, serialNumbers: [serial]))
        #expect(try await sandbox.emulator.served(order.domain) == serial)
    }

    @Test(arguments: [-26, 26])
    func `a run begun by a clock a day off is gone on with by the right one, and nothing is bought twice`(hours: Int) async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: hours < 0 ? "slow" : "fast")
        let shifted = try ShiftedClock(hours: hours, in: sandbox.place).environment
        let first = try await sandbox.home.run(order.arguments.dropLast(2) + ["--proof", "manual", "--no-wait"], shifted)
        // To a clock that is slow the service's own certificate is not valid yet.
        if first.way != .exit(3) { try Refusal(code: 1, words: ["clock", "date -u"]).check(first) }
        let again = try await sandbox.home.run(order.arguments + ["--proof", "emulator"])
        try #require(again.way == .exit(0), "\(again)")
        #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
    }
}

private struct ShiftedClock {
    let environment: [String: String]

    /// The one that comes with Swift, or the system's.
    static let compiler: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let places = ["clang", "cc"].flatMap { name in folders.map { "\($0)/\(name)" } }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    init(hours: Int, in place: Workplace) throws {
        let library = place.path("shifted-clock.so")
        if !FileManager.default.fileExists(atPath: library) {
            let source = try place.write(Self.source, to: "shifted-clock.c")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(Self.compiler))
            process.arguments = ["-shared", "-fPIC", "-o", library, source, "-ldl"]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
        }
        environment = ["LD_PRELOAD": library, "SHIFTED_CLOCK": String(hours * 3600)]
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <sys/time.h>
        #include <time.h>
        static long shift(void) { const char *text = getenv("SHIFTED_CLOCK"); return text ? atol(text) : 0; }
        int clock_gettime(clockid_t id, struct timespec *now) {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int code = real(id, now);
            if (code == 0 && id == CLOCK_REALTIME) now->tv_sec += shift();
            return code;
        }
        int gettimeofday(struct timeval *now, void *zone) {
            struct timespec precise;
            int code = clock_gettime(CLOCK_REALTIME, &precise);
            now->tv_sec = precise.tv_sec;
            now->tv_usec = precise.tv_nsec / 1000;
            return code;
        }
        time_t time(time_t *now) {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            if (now) *now = precise.tv_sec;
            return precise.tv_sec;
        }
        """
}
