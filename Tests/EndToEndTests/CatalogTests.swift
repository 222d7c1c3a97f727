import JSON
import Testing

// Searching, loading and importing touch nothing but the state file: no emulator is started.
@Suite struct CatalogTests {
    private static let lamps = """
        openapi: 3.0.0
        info: {title: Lamps API, version: "2026-01-01"}
        paths:
          /lamps/{lamp}/glow:
            post:
              operationId: Lamps_Glow
              summary: Lets a lamp glow.
              parameters:
                - {name: lamp, in: path, required: true, schema: {type: string, pattern: "^[a-z]+$"}}
              responses: {"200": {description: It glows.}}
        """

    @Test func `what is to be done leads to the operation and its contract`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let search = try await home.run(["search", "rekey", "my", "ordered", "certificate", "--output", "json"])
            try #require(search.way == .exit(0), "\(search)")
            #expect(try search.json["results"]?[0]?["operation"]?.string?.contains("eissue") == true, "\(search)")
            let load = try await home.run(["load", "AppServiceCertificateOrders_Reissue", "--output", "json"])
            try #require(load.way == .exit(0), "\(load)")
            #expect(try load.json[0]?["input_schema"]?["required"]?.array?.contains("certificateOrderName") == true)
            #expect(try load.json[0]?["filled_by_server"]?["api-version"]?.string == "2024-11-01")
        }
    }

    @Test func `an imported document is found, loaded, listed and forgotten`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let file = try place.write(Self.lamps, to: "lamps.yaml")
            let imported = try await home.run(["catalog", "import", file, "--output", "json"])
            #expect(try imported.json[0]?["document"]?.string == "lamps@2026-01-01", "\(imported)")
            let search = try await home.run(["search", "let a lamp glow", "--output", "json"])
            #expect(try search.json["results"]?[0]?["operation"]?.string == "lamps/Lamps_Glow", "\(search)")
            let load = try await home.run(["load", "lamps/Lamps_Glow"])
            #expect(load.output.contains("POST /lamps/{lamp}/glow"), "\(load)")
            #expect(try await home.run(["catalog", "list"]).output.contains("lamps@2026-01-01"))
            #expect(try await home.run(["catalog", "remove", "lamps"]).way == .exit(0))
            #expect(try await home.run(["catalog", "show", "lamps"]).way == .exit(64))
        }
    }

    @Test func `what nothing does is said, and what is no document is refused`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let search = try await home.run(["search", "bake a chocolate cake", "--output", "json"])
            #expect(try search.json["confidence"]?.string == "none", "\(search)")
            let file = try place.write("{\"openapi\": ", to: "half.json")
            let refused = try await home.run(["catalog", "import", file])
            #expect(refused.way == .exit(64))
            #expect(refused.errors.contains("line 1"), "\(refused)")
            let document = try await home.run(["api", "--document", "certificate-orders"])
            #expect(try document.json["openapi"]?.string == "3.1.0")
        }
    }
}
