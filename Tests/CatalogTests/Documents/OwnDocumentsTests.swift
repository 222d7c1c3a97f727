import JSON
import Testing

@testable import Catalog

@Suite struct OwnDocumentsTests {
    @Test(arguments: OwnDocuments.sources.map(\.name)) func `every document of ours reads, and has nothing missing`(_ name: String) throws {
        let source = try #require(OwnDocuments.sources.first { $0.name == name })
        let document = try DocumentReader().read(Array(source.json.utf8), api: name)
        #expect(document.dialect == .openAPI31)
        #expect(document.missing == [])
        #expect(!source.json.contains("\"$ref\""))
        #expect(OwnDocuments.all.contains { $0.digest == document.digest })
    }

    @Test func `every operation of ours says how it is asked for and gives a contract whose example is taken`() throws {
        let catalog = Catalog(OwnDocuments.all)
        let builder = ContractBuilder(catalog)
        for variant in catalog.operations.flatMap(\.variants) {
            let contract = builder.contract(variant)
            #expect(!variant.operation.intents.isEmpty, "\(contract.operationId)")
            #expect(contract.missing == [], "\(contract.operationId)")
            #expect(contract.omitted == [], "\(contract.operationId)")
            #expect(contract.complaints(contract.example) == [], "\(contract.operationId)")
        }
    }

    @Test func `the examples written into our documents are taken by their schemas`() throws {
        for source in OwnDocuments.sources {
            let paths = try #require(JSONValue(parsing: source.json)["paths"]?.object)
            for operation in paths.flatMap({ $0.value.object ?? [:] }) {
                guard let content = operation.value["requestBody"]?["content"]?["application/json"] else { continue }
                let (schema, example) = (try #require(content["schema"]), try #require(content["example"]))
                #expect(SchemaValidator.complaints(example, schema) == [], "\(operation.value["operationId"]?.string ?? "")")
            }
        }
    }

    @Test func `an undo named in our documents exists`() throws {
        let ids = Set(OwnDocuments.all.flatMap(\.operations).map(\.id))
        for operation in OwnDocuments.all.flatMap(\.operations) {
            guard let undo = operation.node["x-signet-undo"]?.string, !["none", "itself"].contains(undo) else { continue }
            #expect(ids.contains(undo), "\(operation.id) is undone by \(undo)")
        }
    }

    @Test func `ordering and renewing cost, deleting an order is for good, a secret is a secret`() throws {
        let catalog = Catalog(OwnDocuments.all)
        func contract(_ id: String) throws -> Contract { ContractBuilder(catalog).contract(try #require(catalog.named(id).first)) }
        #expect(try contract("AppServiceCertificateOrders_CreateOrUpdate").effect == .purchase)
        #expect(try contract("AppServiceCertificateOrders_Renew").effect == .purchase)
        #expect(try contract("AppServiceCertificateOrders_Delete").reversibility == Reversibility.none)
        #expect(try contract("DeleteSecret").reversibility == .by("RecoverDeletedSecret"))
        #expect(try contract("GetSecret").output.filter(\.isSecret).map(\.path) == ["value"])
        #expect(try !contract("GetSecrets").returnsSecret)
        #expect(try contract("Vaults_CreateOrUpdate").isLongRunning)
        #expect(try contract("AppServiceCertificateOrders_List").isPaged)
    }
}
