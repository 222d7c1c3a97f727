import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore
import NIOHTTP1
import Synchronization

/// What Hummingbird makes anew for each request: whose connection it came by.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// From a request to its route, and from what went wrong there to an answer.
final class Responder: HTTPResponder {
    private struct Served: Sendable {
        let table: RouteTable
        let figures: RequestFigures
    }

    private let served = Mutex<Served?>(nil)
    private let door: FrontDoor
    private let metrics: PrometheusMetrics
    private let logger: Logger

    init(door: FrontDoor, metrics: PrometheusMetrics, logger: Logger) {
        self.door = door
        self.metrics = metrics
        self.logger = logger
    }

    func serve(_ routes: [Route]) {
        let new = Served(table: RouteTable(routes), figures: RequestFigures(routes, metrics))
        served.withLock { $0 = new }
    }

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        guard let served = served.withLock(\.self) else {
            return finished(.failure(503, "starting", "The server is starting. Try again.", headers: [.retryAfter: "1"]), request)
        }
        let (begun, figures) = (ContinuousClock.now, served.figures)
        figures.begin()
        do {
            let (pattern, response) = try await answer(request, context, served.table)
            figures.end(pattern, response.status.code, begun.duration(to: .now))
            return finished(response, request)
        } catch {
            figures.end(nil, 400, begun.duration(to: .now))
            throw error
        }
    }

    private func answer(_ request: Request, _ context: ConnectionContext, _ table: RouteTable) async throws -> (pattern: String?, Response)
    {
        guard let target = request.head.path, target.utf8.first == UInt8(ascii: "/") else {
            return (nil, .failure(400, "bad_request", "The target of a request is a path."))
        }
        if let objection = door.objection(request.head) { return (nil, objection) }
        let path = target.prefix { $0 != "?" }
        switch table.match(request.method, path) {
        case .nothing: return (nil, .failure(404, "not_found", "There is nothing at this path. /llms.txt says what there is."))
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            return (nil, .failure(405, "wrong_method", "This path takes \(allowed).", headers: [.allow: allowed]))
        case .found(let route, let parameters):
            let visitor = door.visitor(request.head, peer: context.channel.remoteAddress?.ipAddress)
            let asked = ServiceRequest(
                raw: request,
                path: String(path),
                parameters: parameters,
                client: visitor.client,
                isSecure: visitor.isSecure,
                route: route,
                channel: context.channel
            )
            // Nil changes nothing: the connection runs on its loop already.
            let executor = route.staysOnLoop ? nil : globalConcurrentExecutor
            return (route.pattern, try await withTaskExecutorPreference(executor) { try await carriedOut(route, asked) })
        }
    }

    private func carriedOut(_ route: Route, _ request: ServiceRequest) async throws -> Response {
        do {
            return try await route.handle(request)
        } catch let error as HTTPParserError {
            // The server answers this itself, and ends the connection.
            throw error
        } catch let error as ServiceRequest.BodyTooLong {
            let message = "The body is longer than \(error.most) bytes. Send less."
            return .failure(413, "body_too_long", message, headers: [.connection: "close"])
        } catch {
            // What it was is for the log: it may name files or hosts.
            logger.error("a request failed", metadata: ["route": "\(route.pattern)", "error": "\(type(of: error))"])
            return .failure(500, "internal", "Something went wrong here. Try again; the log of the server has the time.")
        }
    }

    private func finished(_ response: Response, _ request: Request) -> Response {
        var response = request.method == .head ? response.createHeadResponse() : response
        if response.headers[.noSniff] == nil { response.headers[.noSniff] = "nosniff" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}

/// How many requests there were, how they ended and how long they took. Routes are named by their patterns.
struct RequestFigures: Sendable {
    private struct OfRoute: Sendable {
        /// By the first digit of the status.
        let counts: [Counter]
        let seconds: Metrics.Timer
    }

    private static let name = "signet_http_requests_total"
    private let routes: [String: OfRoute]
    private let others: OfRoute
    private let running: Meter

    init(_ routes: [Route], _ metrics: PrometheusMetrics) {
        metrics.describe(Self.name, "Requests answered, by route and by the class of their status.")
        metrics.describe("signet_http_request_seconds", "From the head of a request to its answer.")
        metrics.describe("signet_http_requests_running", "Requests that are being answered.")
        self.routes = Dictionary(routes.map { ($0.pattern, Self.ofRoute($0.pattern, metrics)) }) { first, _ in first }
        others = Self.ofRoute("none", metrics)
        running = Meter(label: "signet_http_requests_running", dimensions: [], factory: metrics)
    }

    private static func ofRoute(_ pattern: String, _ metrics: PrometheusMetrics) -> OfRoute {
        OfRoute(
            counts: (1...5).map { digit in
                Counter(label: name, dimensions: [("route", pattern), ("status", "\(digit)xx")], factory: metrics)
            },
            seconds: Metrics.Timer(label: "signet_http_request_seconds", dimensions: [("route", pattern)], factory: metrics)
        )
    }

    func begin() { running.increment() }

    func end(_ pattern: String?, _ status: Int, _ duration: Duration) {
        running.decrement()
        let figures = pattern.flatMap { routes[$0] } ?? others
        figures.counts[min(max(status / 100, 1), 5) - 1].increment()
        let (seconds, attoseconds) = duration.components
        figures.seconds.recordNanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }
}
