import Foundation
import Testing

@testable import Service

/// A browser as far as our pages need one: it keeps the session's cookie, and says where its forms come from.
struct Browser {
    let client: RawClient
    private(set) var cookie: String?

    init(client: RawClient) {
        self.client = client
    }

    func get(_ path: String) async throws -> RawAnswer {
        try await client.get(path, headers: cookie.map { ["Cookie: \($0)"] } ?? [])
    }

    /// - Parameter origin: empty for none.
    func post(_ path: String, _ fields: [(String, String)], origin: String? = nil) async throws -> RawAnswer {
        let form = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        var headers = ["Origin: \(origin ?? "http://localhost:\(client.port)")"]
        if origin?.isEmpty == true { headers = [] }
        if let cookie { headers.append("Cookie: \(cookie)") }
        return try await client.post(path, form, headers: headers)
    }

    mutating func signIn(_ name: String, _ password: String, next: String = "/approvals") async throws -> RawAnswer {
        let answer = try await post("/sign-in", [("name", name), ("password", password), ("next", next)])
        cookie = answer.header("set-cookie").first.map { String($0.prefix { $0 != ";" }) }
        return answer
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension RawClient {
    func post(
        _ path: String,
        _ body: String,
        type: String = "application/x-www-form-urlencoded",
        headers: [String] = []
    ) async throws -> RawAnswer {
        let head =
            ["POST \(path) HTTP/1.1", "Host: localhost:\(port)", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return try #require(try await send(head.joined(separator: "\n") + "\n\n" + body).first)
    }
}

extension RawAnswer {
    /// The hidden fields of the page's form that leads to a path, as a browser would send them.
    func fields(ofFormTo path: String) throws -> [(String, String)] {
        let form = try #require(body.split(separator: "action=\"\(path)\"").dropFirst().first).prefix { _ in true }
        let inputs = (form.firstRange(of: "</form>").map { form[..<$0.lowerBound] } ?? form).split(
            separator: "<input type=\"hidden\" name=\""
        )
        return inputs.dropFirst().compactMap { input in
            let parts = input.split(separator: "\"", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4 else { return nil }
            return (String(parts[0]), Self.unescaped(parts[2]))
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }

    var location: URLComponents? { header("location").first.flatMap { URLComponents(string: $0) } }

    func parameter(_ name: String) -> String? { location?.queryItems?.first { $0.name == name }?.value }
}
