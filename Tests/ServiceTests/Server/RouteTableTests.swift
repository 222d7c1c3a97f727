import Hummingbird
import Testing

@testable import Service

@Suite struct RouteTableTests {
    let table = RouteTable([
        Route(.get, "/a/{name}/b") { _ in .text(200, "") }, Route(.post, "/a/{name}/b") { _ in .text(200, "") },
        Route(.get, "/a/list/b") { _ in .text(200, "") },
    ])

    @Test func `a pattern gives its values, and what stands there in full comes first`() {
        guard case .found(let route, let values) = table.match(.get, "/a/x-1/b") else { return #expect(Bool(false)) }
        #expect(route.pattern == "/a/{name}/b" && values == ["name": "x-1"])
        guard case .found(let plain, _) = table.match(.get, "/a/list/b") else { return #expect(Bool(false)) }
        #expect(plain.pattern == "/a/list/b")
    }

    @Test(arguments: [
        "/a//b", "/a/./b", "/a/../b", "/a/%2e%2e/b", "/a/x%2Fy/b", "/a/x/b/", "//a/x/b", "/A/x/b",
        "/a/\(String(repeating: "x", count: 129))/b",
    ])
    func `a path has one form, and any other leads nowhere`(path: String) {
        guard case .nothing = table.match(.get, path[...]) else { return #expect(Bool(false), "\(path) was found") }
    }

    @Test func `another method is told apart from another path`() {
        guard case .otherMethods(let methods) = table.match(.delete, "/a/x/b") else { return #expect(Bool(false)) }
        #expect(Set(methods) == [.get, .post])
        guard case .found = table.match(.head, "/a/x/b") else { return #expect(Bool(false)) }
    }
}
