import Foundation
import TestSupport
import Testing

/// An nginx that hands each request to the next of several servers.
struct ReverseProxy: Sendable {
    static let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let missing: Comment = "there is no nginx"

    let url: String
    private let command: RunningCommand

    /// - Parameters:
    ///   - port: that nobody listens on.
    ///   - servers: each `host:port`.
    static func start(_ place: Workplace, port: Int, to servers: [String]) async throws -> ReverseProxy {
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(place.path("nginx-" + $0));" }
        let file = try place.write(
            """
            daemon off; worker_processes 1; pid \(place.path("nginx.pid")); error_log stderr;
            events { worker_connections 128; }
            http {
                access_log off; \(folders.joined(separator: " "))
                upstream signet { \(servers.map { "server \($0);" }.joined(separator: " ")) }
                server {
                    listen 127.0.0.1:\(port);
                    location / {
                        proxy_pass http://signet;
                        proxy_http_version 1.1;
                        proxy_buffering off;
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-For $remote_addr;
                        proxy_set_header X-Forwarded-Proto $scheme;
                    }
                }
            }
            """,
            to: "nginx.conf"
        )
        let command = try place.start(try #require(program), ["-p", place.folder.path, "-e", "stderr", "-c", file])
        try await eventually("a proxy") {
            try #require(command.isRunning, "\(command.errorsSoFar)")
            return FileManager.default.fileExists(atPath: place.path("nginx.pid"))
        }
        return ReverseProxy(url: "http://localhost:\(port)", command: command)
    }

    func stop() async throws {
        command.send(SIGTERM)
        _ = try await command.ending(within: .seconds(20))
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        try #require(bound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
