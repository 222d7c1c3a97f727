import Custody
import Foundation
import Gateway
import JSON
import Storage
import TestSupport
import Testing

@testable import Service

@Suite struct OperatorPagesTests {
    private let store: Store
    private let pages: OperatorPages

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        let operators = Operators(store: store, rounds: 1 << 4)
        try await operators.put("anna", password: Plaintext("correct horse of anna".utf8), by: .machine)
        pages = OperatorPages(
            operators: operators,
            sessions: OperatorSessions(store: store),
            approvals: Approvals(store: store),
            gate: SignInGate()
        )
    }

    private func asked(_ reason: String = "it ends soon") async throws -> Approval {
        try await Approvals(store: store).ask(
            ApprovalRequest(
                agent: "robot",
                kind: .request,
                digest: "sha256:1",
                title: "Certificates_Renew of web",
                document: ["operation": "certificates/Certificates_Renew", "effect": "write", "call": "POST a.test/x/renew"],
                reason: reason,
                rule: "purchases"
            )
        )
    }

    /// A browser: it keeps the cookie, and says where its forms come from.
    private struct Browser {
        let client: RawClient
        var cookie: String?

        func get(_ path: String) async throws -> RawAnswer {
            try await client.get(path, headers: cookie.map { ["Cookie: \($0)"] } ?? [])
        }

        func post(_ path: String, _ form: String, origin: String? = nil, type: String = "application/x-www-form-urlencoded") async throws
            -> RawAnswer
        {
            let origin = origin ?? "http://localhost:\(client.port)"
            var lines = [
                "POST \(path) HTTP/1.1", "Host: localhost:\(client.port)", "Content-Type: \(type)", "Content-Length: \(form.utf8.count)",
            ]
            if !origin.isEmpty { lines.append("Origin: \(origin)") }
            if let cookie { lines.append("Cookie: \(cookie)") }
            return try #require(try await client.send(lines.joined(separator: "\n") + "\n\n" + form).first)
        }

        mutating func signIn(_ password: String = "correct+horse+of+anna") async throws -> RawAnswer {
            let answer = try await post("/sign-in", "name=anna&password=\(password)&next=%2Fapprovals")
            cookie = answer.header("set-cookie").first.map { String($0.prefix { $0 != ";" }) }
            return answer
        }
    }

    private func field(_ name: String, of page: RawAnswer) throws -> String {
        let value = try #require(page.body.split(separator: "name=\"\(name)\" value=\"").dropFirst().first).prefix { $0 != "\"" }
        return String(value).replacing("+", with: "%2B").replacing("=", with: "%3D").replacing("/", with: "%2F")
    }

    @Test func `a person signs in, sees what waits, and approves exactly what was shown`() async throws {
        let approval = try await asked()
        try await listening(to: pages.routes) { client in
            var browser = Browser(client: client)
            let away = try await browser.get("/approvals/\(approval.id)")
            #expect(
                away.status == 303
                    && away.header("location") == [
                        "/sign-in?next=%2Fapprovals%2F\(approval.id.replacing("_", with: "%5F").replacing("-", with: "%2D"))"
                    ]
            )
            let signedIn = try await browser.signIn()
            #expect(signedIn.status == 303 && signedIn.header("location") == ["/approvals"], "\(signedIn)")
            #expect(try await browser.get("/approvals").body.contains("Certificates_Renew of web"))
            let review = try await browser.get("/approvals/\(approval.id)")
            let exact = "&quot;call&quot;: &quot;POST a.test/x/renew&quot;"
            for words in ["robot", "it ends soon", "sha256:1", "<dd>write</dd>", "<dd>POST a.test/x/renew</dd>", exact] {
                #expect(review.body.contains(words), "\(words) is not shown")
            }
            let form = "token=\(try field("token", of: review))&digest=\(try field("digest", of: review))"
            #expect(try await browser.post("/approvals/\(approval.id)/approve", form).status == 303)
            #expect(try await Approvals(store: store).find(approval.id)?.votes.map(\.person) == ["anna"])
            #expect(try await browser.get("/approvals/\(approval.id)").body.contains("It was approved"))
            #expect(try await browser.post("/approvals/\(approval.id)/deny", form).status == 409)
        }
    }

    @Test func `without the form of the session nothing is decided`() async throws {
        let approval = try await asked()
        try await listening(to: pages.routes) { client in
            var browser = Browser(client: client)
            _ = try await browser.signIn()
            let review = try await browser.get("/approvals/\(approval.id)")
            let (token, digest) = (try field("token", of: review), "sha256%3A1")
            let path = "/approvals/\(approval.id)/approve"
            #expect(try await browser.post(path, "digest=\(digest)").status == 403)
            #expect(try await browser.post(path, "token=x&digest=\(digest)").status == 403)
            #expect(try await browser.post(path, "token=\(token)&digest=\(digest)", origin: "https://evil.test").status == 403)
            #expect(try await browser.post(path, "token=\(token)&digest=\(digest)", origin: "").status == 403)
            #expect(try await browser.post(path, "token=\(token)&digest=\(digest)", type: "text/plain").status == 415)
            #expect(try await browser.post(path, "token=\(token)&digest=sha256%3A2").status == 409)
            browser.cookie = nil
            #expect(try await browser.post(path, "token=\(token)&digest=\(digest)").header("location") == ["/sign-in"])
            #expect(try await Approvals(store: store).find(approval.id)?.state == .pending)
        }
    }

    @Test func `a wrong password says no more than that it is one, and costs a try`() async throws {
        try await listening(to: pages.routes) { client in
            var browser = Browser(client: client)
            let wrong = try await browser.signIn("wrong+horse+of+anna")
            #expect(wrong.status == 403 && browser.cookie == nil && !wrong.body.contains("wrong horse"))
            let unknown = try await browser.post("/sign-in", "name=nobody&password=wrong+horse+of+anna")
            #expect(unknown.status == 403 && unknown.body == wrong.body)
            for _ in 0..<SignInGate.mostTries - 2 { _ = try await browser.post("/sign-in", "name=nobody&password=x") }
            let late = try await browser.signIn()
            #expect(late.status == 429 && late.header("retry-after").first != nil)
        }
    }

    @Test func `a session ends by signing out, and by a new password, at once`() async throws {
        try await listening(to: pages.routes) { client in
            var (first, second) = (Browser(client: client), Browser(client: client))
            _ = try await first.signIn()
            _ = try await second.signIn()
            let token = try field("token", of: try await first.get("/approvals"))
            #expect(try await first.post("/sign-out", "token=x").status == 403)
            #expect(try await first.post("/sign-out", "token=\(token)").header("location") == ["/sign-in"])
            #expect(try await first.get("/approvals").status == 303)
            #expect(try await second.get("/approvals").status == 200)
            try await pages.operators.put("anna", password: Plaintext("another horse of anna".utf8), by: .machine)
            #expect(try await second.get("/approvals").status == 303)
        }
    }

    @Test func `a page keeps to itself: no script, no frame, nothing from elsewhere`() async throws {
        let reason = "</pre><script src=//evil.test></script>\u{202E}"
        let approval = try await asked(reason)
        try await listening(to: pages.routes) { client in
            var browser = Browser(client: client)
            let signedIn = try await browser.signIn()
            #expect(signedIn.header("set-cookie").first?.hasSuffix("; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax") == true)
            for page in [try await browser.get("/sign-in"), try await browser.get("/approvals/\(approval.id)")] {
                let policy = page.header("content-security-policy").first ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
                #expect(page.header("x-frame-options") == ["DENY"] && page.header("referrer-policy") == ["same-origin"])
                #expect(!page.body.contains("<script") && !page.body.contains("://") && !page.body.contains("style=\""))
                #expect(!page.body.contains("\u{202E}"))
            }
        }
    }

    @Test func `behind TLS the cookie is for this host alone`() async throws {
        let proxy = try #require(AddressRange("127.0.0.1"))
        let door = FrontDoor(publicURL: PublicURL("https://signet.example"), proxies: [proxy])
        try await listening(to: pages.routes, door: door) { client in
            let form = "name=anna&password=correct+horse+of+anna"
            let head = """
                POST /sign-in HTTP/1.1
                Host: signet.example
                Origin: https://signet.example
                X-Forwarded-Proto: https
                X-Forwarded-For: 203.0.113.9
                Content-Type: application/x-www-form-urlencoded
                Content-Length: \(form.utf8.count)


                """
            let answer = try #require(try await client.send(head + form).first)
            let cookie = answer.header("set-cookie").first ?? ""
            #expect(cookie.hasPrefix("__Host-signet=") && cookie.hasSuffix("; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure"))
        }
    }

    @Test(arguments: ["//evil.test", "https://evil.test", "/\\evil.test", "evil", "", "/a\r\nSet-Cookie: x", "/ a"])
    func `signing in leads to a path of this server and nowhere else`(next: String) {
        #expect(OperatorPages.ownPath(next) == "/approvals")
    }
}
