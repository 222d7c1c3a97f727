import Foundation
import Testing

// The rules applied to the tree itself. Every finding names its file, so the list is the work to do.
@Suite struct RepositoryTests {
    static let manifest = Result { try Manifest(Repository.text("Package.swift")) }
    /// Programs that are no part of the product, beside what they are for: they have neither a folder in Sources nor tests of their own.
    static let tools: Set = ["MCPFixture", "SignetBenchmarks"]

    private func findings(in files: [String], rule: (String) -> [SourceRules.Finding]) throws -> [String] {
        try files.flatMap { file in try rule(Repository.text(file)).map { "\(file), \($0)" } }
    }

    @Test func `the manifest declares no import that the table in docs/architecture.md does not allow`() throws {
        let manifest = try Self.manifest.get()
        let names = manifest.names(.library, .executable)
        let table = try ImportTable(markdown: Repository.text("docs/architecture.md"), targets: names)
        try #require(!table.targets.isEmpty, "docs/architecture.md has no table below \"\(ImportTable.heading)\"")
        #expect(table.violations(in: manifest) == [])
    }

    @Test func `only tests import TestSupport`() throws {
        let users = try Self.manifest.get().targets.filter { $0.imports.contains("TestSupport") && $0.kind != .tests }
        #expect(users.map(\.name) == [])
    }

    @Test func `the folders in Sources are the targets of the manifest`() throws {
        let manifest = try Self.manifest.get()
        let declared = manifest.names(.library, .system).union(manifest.names(.executable).subtracting(Self.tools))
        #expect(try Set(Repository.folders(in: "Sources")) == declared)
    }

    @Test func `every folder in Tests is declared and named after the target it tests`() throws {
        let manifest = try Self.manifest.get()
        let folders = try Set(Repository.folders(in: "Tests"))
        let wide: Set = ["ContractTests", "EndToEndTests", "FuzzTests", "RepositoryTests"]
        let mirrored = manifest.names(.library, .executable).subtracting(Self.tools.union(["TestSupport"])).map { $0 + "Tests" }
        #expect(folders == manifest.names(.tests))
        #expect(folders.subtracting(mirrored).subtracting(wide) == [])
        #expect(Set(mirrored).subtracting(folders) == [])
    }

    @Test func `no file is longer than a reader can hold`() throws {
        #expect(try findings(in: Repository.swiftFiles()) { SourceRules.tooLong($0) } == [])
    }

    @Test func `no function is longer than a screen`() throws {
        #expect(try findings(in: Repository.swiftFiles()) { SourceRules.longFunctions($0) } == [])
    }

    @Test func `nothing traps on purpose`() throws {
        #expect(try findings(in: Repository.swiftFiles(), rule: SourceRules.trappingCalls) == [])
    }

    @Test func `every public declaration has a comment`() throws {
        let files = try Repository.files(below: "Sources").filter { $0.hasSuffix(".swift") }
        #expect(try findings(in: files, rule: DocumentationRule.undocumented) == [])
    }

    @Test func `every operation of a client says which call it is, every client which document that is from`() throws {
        let clients = try ["AppServiceCertificates", "KeyVault", "AzureResources"].flatMap { try Repository.files(below: "Sources/\($0)") }
        #expect(try findings(in: clients, rule: DocumentationRule.withoutSource) == [])
    }

    @Test func `no path of one machine is written down`() throws {
        #expect(try findings(in: Repository.writtenFiles(), rule: SourceRules.machinePaths) == [])
    }

    @Test func `white space is only where it shows`() throws {
        let files = try Repository.writtenFiles()
        #expect(try findings(in: files.filter { $0 != "Makefile" }) { SourceRules.whitespace($0) } == [])
        #expect(try findings(in: ["Makefile"]) { SourceRules.whitespace($0, isMakefile: true) } == [])
    }

    /// The manifest is the only pin: a resolved file fixes commits of whoever wrote it.
    @Test(.enabled(if: Repository.isClone)) func `no Package.resolved is tracked`() throws {
        let (status, output) = try Repository.run("git", ["ls-files", "--", "Package.resolved", "**/Package.resolved"])
        #expect(status == 0)
        #expect(output == "")
    }

    @Test func `the scripts can be run and bash understands them`() throws {
        let scripts = try Repository.files(below: "Scripts").filter { $0.hasSuffix(".sh") } + [".ci/run"]
        for script in scripts {
            #expect(
                FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: script).path),
                "\(script) is not executable"
            )
            #expect(try Repository.text(script).hasPrefix("#!/usr/bin/env bash\n"), "\(script) does not begin with its interpreter")
            #expect(try Repository.run("bash", ["-n", script]).output == "")
        }
    }

    @Test func `docs/failures.md has all 36 failures, each with a test that exists or a reason why not`() throws {
        let page = try FailurePage(markdown: Repository.text("docs/failures.md"))
        #expect(page.sections.map(\.number) == Array(1...36))
        for section in page.sections where section.isTested {
            #expect(!section.tests.isEmpty, "\(section.number) names no test")
        }
        #expect(page.sections.filter(\.isTested).count >= 28)
        for reference in Set(page.sections.flatMap(\.tests)) {
            let files = try Repository.files(below: "Tests/\(reference.folder)").filter { $0.hasSuffix(".swift") }
            let has = try files.contains { file in
                let text = try Repository.text(file)
                return text.contains("struct \(reference.suite) {") && text.contains("func `\(reference.name)`(")
            }
            #expect(has, "there is no test \(reference)")
        }
    }

    @Test func `the changelog has a place for what is not released`() throws {
        let headings = try Repository.text("CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(headings.first == "## [Unreleased]")
    }
}
