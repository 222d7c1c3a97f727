import Catalog
import Foundation
import JSON

/// How well operations are found, over the published documents in the folder `SIGNET_SPECS`; they are not part of this project.
/// Three sets of questions are asked: the one worked with, one by somebody else, and one in other styles; `SIGNET_GOLD` may name a
/// further one.
enum SearchFigures {
    static func measure() throws {
        guard let specs = ProcessInfo.processInfo.environment["SIGNET_SPECS"] else {
            Figure(what: "search", measured: "not measured", note: "no folder of published documents in SIGNET_SPECS").print()
            return
        }
        let documents = try Corpus.documents(specs)
        let catalog = Catalog(documents)
        let overlay = IntentOverlay(OwnDocuments.all)
        let search = Search(SearchIndex(catalog, overlay: overlay))
        let count = documents.map(\.operations.count).reduce(0, +)
        Figure(what: "search: documents", measured: "\(documents.count)", note: "\(count) operations, \(catalog.operations.count) logical")
            .print()
        let questions = try GoldSet.read("Benchmarks/Gold/development.json")
        let development = GoldScore(questions, search)
        development.print("development")
        let second = GoldScore(try GoldSet.read("Benchmarks/Gold/second.json"), search)
        second.print("second set")
        second.printGap(to: development)
        GoldScore(try GoldSet.read("Benchmarks/Gold/third.json"), search).print("third set")
        if let further = ProcessInfo.processInfo.environment["SIGNET_GOLD"] {
            GoldScore(try GoldSet.read(further), search).print("further set")
        }
        contracts(catalog)
        try scale(specs, questions, overlay)
    }

    /// Every operation of every document as a contract.
    private static func contracts(_ catalog: Catalog) {
        let builder = ContractBuilder(catalog)
        let contracts = catalog.operations.flatMap(\.variants).map(builder.contract)
        let valid = contracts.count { $0.complaints($0.example).isEmpty }
        let open = contracts.count { !$0.missing.isEmpty }
        Figure(
            what: "contracts whose example is valid",
            measured: "\(valid) of \(contracts.count)",
            target: "all",
            isReached: valid == contracts.count,
            note: "\(open) say that parts are outside of their document"
        ).print()
    }

    /// The same documents again and again under other paths, up to 10,000 operations.
    private static func scale(_ specs: String, _ questions: [GoldSet.Question], _ overlay: IntentOverlay) throws {
        var documents: [APIDocument] = []
        var round = 0
        while documents.map(\.operations.count).reduce(0, +) < 10_000 {
            documents += try Corpus.documents(specs, prefix: round == 0 ? "" : "/copy\(round)")
            round += 1
        }
        let began = ContinuousClock.now
        let catalog = Catalog(documents)
        let search = Search(SearchIndex(catalog, overlay: overlay))
        let seconds = (ContinuousClock.now - began).milliseconds / 1000
        let count = documents.map(\.operations.count).reduce(0, +)
        Figure(
            what: "search: index",
            measured: "\((Double(count) / seconds).text()) operations/s",
            target: ">= 5,000 operations/s",
            isReached: Double(count) / seconds >= 5_000,
            note: "\(count) operations"
        ).print()
        var times: [Double] = []
        for question in questions + questions + questions {
            let began = ContinuousClock.now
            _ = search(question.intent)
            times.append((ContinuousClock.now - began).milliseconds)
        }
        let note = "p50 \(times.median.text(2)) ms, \(times.count) questions"
        let slowest = times.percentile(99)
        Figure(what: "search: p99", measured: "\(slowest.text(2)) ms", target: "<= 5 ms", isReached: slowest <= 5, note: note).print()
    }
}

private enum Corpus {
    /// The newest document of each service Signet speaks, and the others in `corpus`.
    private static let newest = [
        "AppServiceCertificateOrders-2019-08-01", "Certificates-2019-08-01", "KeyVault-2019-09-01", "KeyVaultData-7.0",
    ]

    static func documents(_ folder: String, prefix: String = "") throws -> [APIDocument] {
        let corpus = try FileManager.default.contentsOfDirectory(atPath: folder + "/corpus").filter { $0.hasSuffix(".json") }.sorted()
        return try (newest.map { "\(folder)/\($0).json" } + corpus.map { "\(folder)/corpus/\($0)" }).map { file in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
            guard !prefix.isEmpty else { return try DocumentReader().read(bytes) }
            guard case .object(var root) = try JSONValue(parsing: bytes) else { return try DocumentReader().read(bytes) }
            var paths = JSONObject()
            for (path, item) in root["paths"]?.object ?? [:] { paths[prefix + path] = item }
            root["paths"] = .object(paths)
            return try DocumentReader().read(JSONValue.object(root).bytes())
        }
    }
}

enum GoldSet {
    struct Question {
        let intent: String
        /// Each operation id that would be right; none where nothing is.
        let expected: Set<String>
        let group: String?
        let style: String
    }

    static func read(_ file: String) throws -> [Question] {
        let json = try JSONValue(parsing: [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))))
        return (json.array ?? []).map { entry in
            Question(
                intent: entry["intent"]?.string ?? "",
                expected: Set((entry["expect"]?.array ?? []).compactMap(\.string)),
                group: entry["group"]?.string,
                style: entry["style"]?.string ?? ""
            )
        }
    }
}
