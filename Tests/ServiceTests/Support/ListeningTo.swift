import Foundation
import Testing

@testable import Service

/// Listens on a free port for the time of `body`.
func listening<Value>(
    to routes: [Route],
    door: FrontDoor = FrontDoor(),
    metrics: PrometheusMetrics = PrometheusMetrics(),
    limits: ServerLimits = ServerLimits(),
    _ body: (RawClient) async throws -> Value
) async throws -> Value {
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let listener = try await Listener.start(address, routes: routes, door: door, metrics: metrics, limits: limits)
    do {
        let value = try await body(RawClient(port: listener.port))
        await listener.stop()
        return value
    } catch {
        await listener.stop()
        throw error
    }
}
