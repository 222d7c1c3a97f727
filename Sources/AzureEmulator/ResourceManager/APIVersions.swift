/// Which api-versions a provider answers to, and what happens with the others.
struct APIVersions: Sendable {
    enum Verdict: Equatable {
        case known
        /// Newer than any known one: served as the newest, with this warning.
        case newer(warning: String)
        case unsupported
        case malformed
        case missing
    }

    /// All of them in order when they are known one by one, otherwise the first and the last.
    let list: [String]
    let isComplete: Bool

    var supported: String { list.joined(separator: ", ") }

    /// Every one of these and no other between them.
    static func exactly(_ list: [String]) -> APIVersions {
        APIVersions(list: list, isComplete: true)
    }

    static func between(_ first: String, _ last: String) -> APIVersions {
        APIVersions(list: [first, last], isComplete: false)
    }

    func judge(_ version: String?) -> Verdict {
        guard let version, !version.isEmpty else { return .missing }
        guard Self.isWellFormed(version) else { return .malformed }
        let date = String(version.prefix(10))
        guard let first = list.first, let last = list.last else { return .unsupported }
        if date > last { return .newer(warning: "api-version \(version) is newer than \(last), the newest known here; served as \(last)") }
        if isComplete { return list.contains(date) ? .known : .unsupported }
        return date >= first ? .known : .unsupported
    }

    /// `yyyy-MM-dd`, with or without `-preview` and the like.
    private static func isWellFormed(_ version: String) -> Bool {
        let parts = version.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return false }
        guard parts[0...2].allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return false }
        guard (1...12).contains(Int(parts[1]) ?? 0), (1...31).contains(Int(parts[2]) ?? 0) else { return false }
        return parts.count == 3 || parts[3].allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    }
}

extension APIVersions {
    static let certificateRegistration = APIVersions.exactly([
        "2015-08-01", "2018-02-01", "2019-08-01", "2020-06-01", "2020-09-01", "2020-10-01", "2020-12-01", "2021-01-01", "2021-01-15",
        "2021-02-01", "2021-03-01", "2022-03-01", "2022-09-01", "2023-01-01", "2023-12-01", "2024-04-01", "2024-11-01",
    ])
    static let web = APIVersions.between("2014-11-01", "2025-05-01")
    static let keyVault = APIVersions.between("2015-06-01", "2026-05-15")
    static let resources = APIVersions.between("2014-04-01", "2025-04-01")
    static let authorization = APIVersions.between("2015-07-01", "2022-04-01")
}
