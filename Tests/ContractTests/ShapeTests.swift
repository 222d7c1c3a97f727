import JSON
import Testing

@Suite struct ShapeTests {
    private func shape(_ direction: Shape.Direction) throws -> Shape {
        Shape(table: try OperationTable.shared.get(), direction: direction)
    }

    @Test func `a sample of every type fits its type`() throws {
        let table = try OperationTable.shared.get()
        for type in table.types.keys {
            #expect(try shape(.answer).problems(Sample(table: table).document(type), as: type) == [], "\(type)")
        }
    }

    @Test func `a misspelled, a read-only and a wrongly typed property are found with their places`() throws {
        let body: JSONValue = ["properties": ["autoRenew": "yes", "productTyp": "x", "status": "Issued"]]
        let found = try shape(.request).problems(body, as: "AppServiceCertificateOrder")
        #expect(
            found.sorted() == [
                "/properties/autoRenew: no boolean", "/properties/productTyp: unknown to AppServiceCertificateOrder.properties",
                "/properties/status: read-only in AppServiceCertificateOrder.properties",
            ]
        )
    }

    @Test func `what could be set and is not is found`() throws {
        let body: JSONValue = ["properties": ["keySize": 2048]]
        let found = try shape(.request).missing(body, as: "RenewCertificateOrderRequest", isChange: false)
        #expect(found == ["/properties/csr", "/properties/isPrivateKeyExternal"])
    }

    @Test(arguments: [
        ("/a/x/b", "/a/{n}/b", true), ("/A/x/b", "/a/{n}/B", true), ("/a//b", "/a/{n}/b", false), ("/a/x", "/a/{n}/b", false),
        ("/a/b/c/x", "/{scope}/c/{n}", true), ("/c/x", "/{scope}/c/{n}", false), ("/a/d/x", "/{scope}/c/{n}", false),
    ])
    func `a path fits its template segment by segment`(path: String, template: String, fits: Bool) {
        #expect(OperationTests.matches(path, template) == fits)
    }
}
