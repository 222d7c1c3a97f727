import Storage
import Testing

@Suite struct PostgresAddressTests {
    @Test func `an address shows server and database, and never its password`() throws {
        let address = try PostgresAddress("postgres://ops:canary%2Fpass@db.example:6432/fleet?sslmode=require")
        #expect(address.description == "the PostgreSQL database 'fleet' at db.example:6432")
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped, "\(StoreLocation.postgres(address))"] {
            #expect(!text.contains("canary"))
        }
    }

    @Test(arguments: [
        "postgres://ops:canary%zz@db/fleet", "postgres://ops:canary@db/fleet?canary=1", "postgres://ops:canary@[db/fleet",
        "mysql://ops:canary@db/fleet", "", "postgres://ops:canary\u{0}@db/fleet",
    ])
    func `an address that cannot be read is refused without being shown`(text: String) {
        let error = #expect(throws: StorageError.self) { try PostgresAddress(text) }
        #expect(error?.code == .login)
        #expect(error?.description.contains("canary") == false)
        #expect(error?.description.contains("postgres://USER@HOST:PORT/DATABASE") == true)
    }
}
