import JSON

@testable import Catalog

extension FuzzEntry {
    /// An API document, whatever is in it: refused with a reason, or read into operations whose contracts can be made, whose examples
    /// are taken or whose flaws are named, and which can be searched.
    static let document = FuzzEntry("Document", mutants: 1500) { bytes in
        let limits = ImportLimits(bytes: 1 << 20, depth: 48, values: 20_000, references: 2000, operations: 200)
        let document: APIDocument
        do throws(ImportError) {
            document = try DocumentReader(limits: limits).read(bytes)
        } catch {
            try hold(!error.description.isEmpty && error.description.utf8.count < 1000, "no reason, or an endless one")
            return false
        }
        let catalog = Catalog([document])
        for variant in catalog.operations.flatMap(\.variants).prefix(20) {
            let contract = ContractBuilder(catalog).contract(variant)
            try hold(!contract.inputSchema.text().contains("\"$ref\":"), "a reference is left in a contract")
            let isTaken = contract.complaints(contract.example).isEmpty
            try hold(isTaken || !contract.missing.isEmpty, "an example is not taken and nothing says so")
            _ = TokenBudget(500).fitted(contract)
        }
        let answer = Search(SearchIndex(catalog))("delete the thing")
        try hold(answer.hits.allSatisfy { $0.score >= 0 && $0.score <= 1.001 }, "a score outside of its range")
        return true
    }
}
