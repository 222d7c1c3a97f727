import HTTPTypes
import Hummingbird

/// One method of one path, where a segment in braces stands for any one.
package struct Route: Sendable {
    /// The body a route takes where it does not say.
    package static let usualBody = 1 << 20

    let method: HTTPRequest.Method
    /// `/api/v1/plans/{plan}`: also the name metrics have for it.
    let pattern: String
    /// Bytes of a request's body; a longer one is not read to its end.
    let mostBody: Int
    /// Whether it runs on the loop of its connection: for what waits much and computes little. A password's hash would hold up others.
    let staysOnLoop: Bool
    let handle: @Sendable (ServiceRequest) async throws -> Response

    package init(
        _ method: HTTPRequest.Method,
        _ pattern: String,
        mostBody: Int = Route.usualBody,
        staysOnLoop: Bool = false,
        handle: @escaping @Sendable (ServiceRequest) async throws -> Response
    ) {
        self.method = method
        self.pattern = pattern
        self.mostBody = mostBody
        self.staysOnLoop = staysOnLoop
        self.handle = handle
    }
}

/// Finds the route of a request. Paths are compared as they were sent: nothing is decoded, so one path has one form.
struct RouteTable: Sendable {
    enum Match {
        case found(Route, [String: String])
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    private let plain: [String: [Route]]
    private let patterns: [(segments: [Substring], route: Route)]

    init(_ routes: [Route]) {
        plain = Dictionary(grouping: routes.filter { !$0.pattern.contains("{") }, by: \.pattern)
        patterns = routes.filter { $0.pattern.contains("{") }.map { (Self.segments($0.pattern[...]), $0) }
    }

    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        var methods: [HTTPRequest.Method] = []
        // Whoever answers GET answers HEAD.
        let wanted = method == .head ? .get : method
        for route in plain[String(path)] ?? [] {
            if route.method == wanted { return .found(route, [:]) }
            methods.append(route.method)
        }
        let segments = Self.segments(path)
        for (pattern, route) in patterns where pattern.count == segments.count {
            guard let values = Self.values(pattern, segments) else { continue }
            if route.method == wanted { return .found(route, values) }
            methods.append(route.method)
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods)
    }

    private static func segments(_ path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { $0 }
    }

    private static func values(_ pattern: [Substring], _ segments: [Substring]) -> [String: String]? {
        var values: [String: String] = [:]
        for (wanted, given) in zip(pattern, segments) {
            if wanted.hasPrefix("{") {
                guard isName(given) else { return nil }
                values[String(wanted.dropFirst().dropLast())] = String(given)
            } else if wanted != given {
                return nil
            }
        }
        return values
    }

    /// What names are made of; anything else, such as a percent sign or dots alone, leads nowhere.
    private static func isName(_ text: Substring) -> Bool {
        guard (1...128).contains(text.utf8.count), text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x3A, 0x5F, 0x7E].contains(byte)
        }
    }
}
