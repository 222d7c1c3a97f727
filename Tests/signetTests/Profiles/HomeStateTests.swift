import Catalog
import Custody
import Gateway
import Storage
import TestSupport
import Testing
import Workflows

@testable import signet

@Suite(.onEveryStore) struct HomeStateTests {
    /// Whatever a signet has left behind, this one goes on with it.
    @Test func `the state of every earlier signet is brought up to date`() async throws {
        let parts = [
            Journal.migrations, ThrottleMemory.migrations, Custody.migrations, CatalogStore.migrations, GatewaySchema.migrations,
        ]
        #expect(parts.joined().map(\.name) == Home.migrations.map(\.name))
        for (number, part) in parts.enumerated() {
            for count in 0..<part.count {
                var earlier = parts
                earlier[number] = Array(part.prefix(count))
                let location = try TestedStore.current.newLocation()
                _ = try await Store.open(location, migrations: Array(earlier.joined()))
                let store = try await Store.open(location, migrations: Home.migrations)
                for table in ["run", "journal", "lease", "inventory", "throttle", "custody_key", "custody_record", "api_document"] {
                    #expect(try await store.read { try $0.rows("SELECT * FROM \(table)").isEmpty })
                }
                #expect(try await Store.open(location, migrations: Home.migrations).read { try $0.rows("SELECT claim FROM lease") }.isEmpty)
            }
        }
    }

    @Test func `no two steps of the schema have one name`() {
        #expect(Set(Home.migrations.map(\.name)).count == Home.migrations.count)
    }

    @Test func `a setting that names no store is refused without being shown`() throws {
        let home = Home(environment: ["SIGNET_STORE": "canary://user:canary@host", "SIGNET_HOME": "/tmp/none"])
        let problem = #expect(throws: Problem.self) { _ = try home.location() }
        #expect(problem.map { "\($0)".contains("canary") } == false)
        var dumped = ""
        dump(home, to: &dumped)
        #expect(!dumped.contains("canary"))
    }
}
