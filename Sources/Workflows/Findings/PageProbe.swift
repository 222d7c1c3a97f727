import AzureCore
import FoundationEssentials
import HTTPTypes

/// Asks a host by plain HTTP, as the authority does that looks for a proof by page. Redirects are seen and not followed.
package struct PageProbe: Sendable {
    let transport: HTTPTransport
    /// Where all hosts are asked; nil asks each at its own address.
    let frontEnd: (host: String, port: Int)?

    package init(transport: HTTPTransport, frontEnd: (host: String, port: Int)? = nil) {
        self.transport = transport
        self.frontEnd = frontEnd
    }

    /// Both places a token may be at, the first that answers with it or else the first that answers at all; nil when nothing listens.
    func look(_ host: String, token: String) async -> PageSight? {
        var first: PageSight?
        for path in ["/\(token).html", "/.well-known/pki-validation/godaddy.html"] {
            guard let sight = await look(host, path, token) else { continue }
            if sight.holdsToken { return sight }
            first = first ?? sight
        }
        return first
    }

    private func look(_ host: String, _ path: String, _ token: String) async -> PageSight? {
        let origin = frontEnd.map { "http://\($0.host):\($0.port)" } ?? "http://\(host)"
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("Host") { headers[name] = host }
        let request = TransportRequest(
            method: .get,
            url: origin + path,
            headers: headers,
            body: nil,
            maximumResponseBytes: 65_536,
            timeout: .seconds(5)
        )
        // A host that does not listen proves nothing by page; that is no failure of the look.
        guard let answer = try? await transport.send(request) else { return nil }
        let text = String(decoding: answer.body, as: UTF8.self)
        return PageSight(
            url: "http://\(host)\(path)",
            status: answer.status,
            location: answer.headers[.location],
            holdsToken: answer.status == 200 && text.filter { !$0.isWhitespace } == token
        )
    }
}
