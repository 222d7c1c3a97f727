import AzureCore
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Workflows

@Suite struct ServiceClockTests {
    /// 1994-11-06T08:49:37Z, as a header and as a date.
    private let header = "Sun, 06 Nov 1994 08:49:37 GMT"
    private let date = Date(timeIntervalSince1970: 784_111_777)

    private func clock(_ offset: Double, status: Int = 200, date header: String?) -> ServiceClock {
        let transport = HTTPTransport { _ in
            var headers: HTTPFields = [:]
            headers[.date] = header
            return TransportResponse(status: status, headers: headers)
        }
        return ServiceClock(endpoint: "https://management.test", transport: transport, wall: { [date] in date + offset })
    }

    @Test(arguments: [-299.0, 0, 299])
    func `a clock that differs by less than five minutes is believed`(offset: Double) async throws {
        #expect(try await clock(offset, date: header).now() == date + offset)
    }

    @Test(arguments: [(-301, "5 minutes"), (10_800, "3 hours"), (-3_456_000, "40 days")] as [(Double, String)])
    func `a wrong clock stops before anything is decided by it, and says by how much`(offset: Double, words: String) async throws {
        let problem = await #expect(throws: Problem.self) { _ = try await clock(offset, status: 401, date: header).now() }
        #expect(problem?.what == "This machine's clock is wrong by \(words).")
        #expect(problem?.nextStep.contains("timedatectl") == true)
    }

    @Test(arguments: [nil, "yesterday"] as [String?])
    func `an answer without a date that can be read says nothing about the clock`(header: String?) async throws {
        #expect(try await clock(86_400, date: header).now() == date + 86_400)
    }

    @Test func `it is held against the service again after a while, and as soon as somebody has set it`() async throws {
        let time = Mutex((wall: 0.0, up: 0.0)), asked = Mutex(0)
        let transport = HTTPTransport { [header] _ in
            asked.withLock { $0 += 1 }
            return TransportResponse(status: 200, headers: [.date: header])
        }
        let clock = ServiceClock(
            endpoint: "https://management.test",
            transport: transport,
            wall: { [date] in date + time.withLock(\.wall) },
            elapsed: { time.withLock(\.up) }
        )
        _ = try await clock.now()
        time.withLock { $0 = (100, 100) }
        _ = try await clock.now()
        #expect(asked.withLock(\.self) == 1)
        time.withLock { $0 = (200, 1000) }
        _ = try await clock.now()
        #expect(asked.withLock(\.self) == 2)
        time.withLock { $0 = (-3600, 1001) }
        await #expect(throws: Problem.self) { _ = try await clock.now() }
        #expect(asked.withLock(\.self) == 3)
    }
}
