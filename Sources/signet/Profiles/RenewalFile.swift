import Foundation
import JSON
import Workflows

extension Home {
    var renewalFile: String { path + "/renewal.json" }

    /// The rules of renewing: as built in, with the numbers changed that `renewal.json` names.
    func renewalRules() throws -> RenewalRules {
        guard FileManager.default.fileExists(atPath: renewalFile) else { return RenewalRules() }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: renewalFile))))
        } catch {
            throw Problem(
                .input,
                "The renewal rules in \(renewalFile) cannot be read.",
                why: "\(error)",
                nextStep: "Correct the file or remove it."
            )
        }
        return try RenewalRules(json: json, file: renewalFile)
    }
}
