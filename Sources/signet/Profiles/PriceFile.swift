import Actions
import Foundation
import JSON
import Workflows

extension Home {
    var priceTable: String { path + "/prices.json" }

    /// What this account pays, where somebody wrote it down; else the list prices.
    func prices() throws -> Prices {
        guard FileManager.default.fileExists(atPath: priceTable) else { return Prices() }
        do {
            return try Prices(json: JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: priceTable)))), file: priceTable)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(
                .input,
                "The price table \(priceTable) cannot be read.",
                why: (error as? JSONError).map { "\($0)" } ?? error.localizedDescription,
                nextStep: "Mend it or remove it; without it list prices are shown."
            )
        }
    }
}
