import Foundation
import HTTPTypes
import Testing

/// A person with a browser, as far as our pages need one: it keeps the cookie, and says where its forms come from.
struct Person: Sendable {
    let served: Served
    private let cookie: String

    /// Signs in; the name is one of `SignetHome.person`.
    static func signedIn(_ name: String, at served: Served) async throws -> Person {
        let fields = [("name", name), ("password", SignetHome.password(of: name)), ("next", "/approvals")]
        let answer = try await served.post("/sign-in", form: fields, headers: [.origin: served.url])
        let cookie = try #require(answer.headers[.setCookie]?.prefix { $0 != ";" }, "\(answer)")
        return Person(served: served, cookie: String(cookie))
    }

    func get(_ path: String) async throws -> Served.Answer { try await served.send(.get, path, headers: [.cookie: cookie]) }

    /// Sends the form of a page that leads to `path`, with all that is hidden in it.
    func send(_ page: Served.Answer, to path: String, _ fields: [(String, String)] = []) async throws -> Served.Answer {
        let hidden = try page.hiddenFields(ofFormTo: path)
        return try await served.post(path, form: hidden + fields, headers: [.cookie: cookie, .origin: served.url])
    }
}

extension Served.Answer {
    func hiddenFields(ofFormTo path: String) throws -> [(String, String)] {
        let form = try #require(text.split(separator: "action=\"\(path)\"").dropFirst().first, "no form leads to \(path): \(self)")
        let inputs = form.split(separator: "</form>")[0].split(separator: "<input type=\"hidden\" name=\"").dropFirst()
        return inputs.compactMap { input in
            let parts = input.split(separator: "\"", maxSplits: 3, omittingEmptySubsequences: false)
            return parts.count == 4 ? (String(parts[0]), Self.unescaped(parts[2])) : nil
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }

    /// A parameter of the address a browser is sent to.
    func parameter(_ name: String) -> String? {
        headers[.location].flatMap { URLComponents(string: $0) }?.queryItems?.first { $0.name == name }?.value
    }
}

extension SignetHome {
    static func password(of name: String) -> String { "correct horse of \(name)" }

    /// A new operator.
    func person(_ name: String) async throws {
        let file = try place.write(Self.password(of: name) + "\n", to: "\(name)-password")
        let added = try await run(["operator", "add", name, "--password-file", file])
        #expect(added.way == .exit(0), "\(added)")
    }
}
