import Testing

@Suite struct ManifestTests {
    let manifest = Manifest(
        """
        // ours("Ghost", ["A"])
        .package(url: "https://example.com/a", from: "1.0.0"),
        ours("A"),
        ours("B", ["A"], libraries: ["Logging", "CLib"]), // ours("Comment")
        ours(
            "C",
            [
                "A", "B",
            ],
            libraries: ["X"]
        ),
        .executableTarget(
            name: "tool",
            dependencies: ["C", library("Logging"), .product(name: "A", package: "p")],
            swiftSettings: strict
        ),
        tests("ATests", ["A", "C"]),
        .systemLibrary(name: "CLib", pkgConfig: "lib", providers: [.apt(["lib-dev"])]),
        func ours(_ name: String, _ ours: [String] = []) -> Target { .target(name: name) }
        func tests(_ name: String, _ ours: [String]) -> Target { .testTarget(name: name, dependencies: ours.map { f($0) }) }
        """
    )

    @Test func `every declaration is read with its kind, comments and functions are not`() {
        #expect(manifest.names(.library) == ["A", "B", "C"])
        #expect(manifest.names(.executable) == ["tool"])
        #expect(manifest.names(.tests) == ["ATests"])
        #expect(manifest.names(.system) == ["CLib"])
    }

    @Test func `an edge is a name of a target of ours, over several lines too`() {
        let imports = Dictionary(uniqueKeysWithValues: manifest.targets.map { ($0.name, $0.imports) })
        #expect(imports["A"] == [])
        #expect(imports["B"] == ["A"])
        #expect(imports["C"] == ["A", "B"])
        #expect(imports["tool"]?.contains("C") == true)
        #expect(imports["ATests"] == ["A", "C"])
    }

    @Test func `a target of ours cannot hide among the libraries`() {
        let manifest = Manifest("ours(\"A\")\nours(\"B\", [], libraries: [\"A\"])")
        #expect(manifest.targets.last?.imports == ["A"])
    }
}
