import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct AuthorizationRequestTests {
    private func client(_ state: OAuthClient.State = .approved) throws -> OAuthClient {
        let redirects = [try #require(RedirectURI(OAuthRig.redirect)), try #require(RedirectURI("https://app.example/cb"))]
        return OAuthClient(id: "sgc_1", kind: .dynamic, name: "App", redirects: redirects, state: state, created: .distantPast)
    }

    private func problem(_ changes: [String: String], _ state: OAuthClient.State = .approved) throws -> AuthorizationRequest.Problem? {
        let client = try client(state)
        do throws(AuthorizationRequest.Problem) {
            _ = try AuthorizationRequest(OAuthRig.link(client, changes), of: client, at: OAuthRig.site)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the code goes back with the state and who gave it`() throws {
        let client = try client()
        let request = try AuthorizationRequest(OAuthRig.link(client), of: client, at: OAuthRig.site)
        #expect(request.scopes == [.read, .execute] && request.resource == "https://signet.test/mcp")
        #expect(request.address(code: "c0de") == "http://127.0.0.1:3000/cb?code=c0de&state=s%20t&iss=https%3A%2F%2Fsignet.test")
        #expect(request.address(OAuthError(.accessDenied, "No.")).contains("?error=access_denied&error_description=No.&state=s%20t&iss="))
    }

    @Test(arguments: ["", "https://app.example/cb/", "https://evil.example/cb", "http://127.0.0.1:3000/other", "javascript:alert(1)"])
    func `nobody is sent to an address that is not registered`(_ redirect: String) throws {
        guard case .page(let error) = try problem(["redirect_uri": redirect]) else {
            Issue.record("it went on")
            return
        }
        #expect(error.code == .invalidRequest && !error.description.contains("evil"))
    }

    @Test func `a client that was turned away is told nothing`() throws {
        guard case .page(let error) = try problem([:], .rejected) else {
            Issue.record("it went on")
            return
        }
        #expect(error.code == .unauthorizedClient)
    }

    @Test(arguments: [
        (["response_type": "token"], "unsupported_response_type"), (["code_challenge": ""], "invalid_request"),
        (["code_challenge_method": "plain"], "invalid_request"), (["code_challenge_method": ""], "invalid_request"),
        (["code_challenge": "short"], "invalid_request"), (["resource": "https://other.test/mcp"], "invalid_target"),
        (["resource": "https://signet.test/mcp/"], "invalid_target"), (["scope": "read admin"], "invalid_scope"),
    ])
    func `what is missing or foreign goes back as an error`(_ changes: [String: String], _ code: String) throws {
        guard case .back(let url) = try problem(changes) else {
            Issue.record("it went on")
            return
        }
        #expect(url.hasPrefix("http://127.0.0.1:3000/cb?error=\(code)&") && url.contains("state=s%20t&iss=https%3A%2F%2Fsignet.test"))
    }

    @Test func `who names no scope gets to read, and asking for a refresh token is no sin`() throws {
        let client = try client()
        for scope in ["", "offline_access", "read offline_access"] {
            #expect(try AuthorizationRequest(OAuthRig.link(client, ["scope": scope]), of: client, at: OAuthRig.site).scopes == [.read])
        }
    }
}
