import FoundationEssentials
import HTTPTypes

@testable import AzureCore

extension FuzzEntry {
    /// Headers of an answer, one `Name: value` a line, and URLs a service hands out.
    static let headers = FuzzEntry("Headers", mutants: 10_000) { bytes in
        var headers = HTTPFields()
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            headers.append(HTTPField(name: name, value: String(parts[1])))
        }
        var isRead = false
        if let wait = RetryAfter.read(headers, now: Date(timeIntervalSince1970: 1_800_000_000)) {
            isRead = true
            try hold(wait >= .zero && wait <= .seconds(86_400), "a wait of \(wait)")
        }
        if let challenge = BearerChallenge(headers) {
            isRead = true
            try checkChallenge(challenge, bytes.count)
        }
        if let origin = Origin(url: headers[.location] ?? "") {
            isRead = true
            try hold(!origin.host.isEmpty && (1...65_535).contains(origin.port), "no place: \(origin)")
            try hold(Origin(url: "\(origin.scheme)://\(origin)/") == origin || origin.host.contains(":"), "another place after writing")
        }
        return isRead
    }
}

private func checkChallenge(_ challenge: BearerChallenge, _ length: Int) throws(BrokenProperty) {
    for (name, value) in challenge.parameters {
        try hold(!name.isEmpty && name == name.lowercased(), "a parameter named '\(name)'")
        // What is no UTF-8 may take three bytes for one.
        try hold(value.utf8.count <= 3 * length, "a value longer than its header")
    }
    if let scope = challenge.scope { try hold(!scope.isEmpty, "an empty scope") }
    if let claims = challenge.claims { try hold(claims.utf8.count <= 3 * length, "claims longer than their header") }
    try hold(!challenge.resourceIsParent(of: "") && challenge.tenantId?.contains("/") != true, "no tenant")
}
