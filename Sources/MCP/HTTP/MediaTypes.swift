/// What headers say of media types, read as lists with parameters.
enum MediaTypes {
    /// Whether an `Accept` takes this type, by name or by wildcard, and not with a weight of nothing.
    static func accepts(_ header: String, _ type: String) -> Bool {
        let group = type.prefix { $0 != "/" } + "/*"
        return header.split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.trimmed.lowercased() }
            guard let range = parts.first, range == type || range == group || range == "*/*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }

    static func isJSON(_ contentType: String) -> Bool {
        contentType.split(separator: ";").first?.trimmed.lowercased() == "application/json"
    }
}

extension StringProtocol {
    /// Without blanks around it, which are no part of a header's value.
    var trimmed: String {
        let start = firstIndex { $0 != " " && $0 != "\t" } ?? endIndex
        let end = lastIndex { $0 != " " && $0 != "\t" }.map(index(after:)) ?? endIndex
        return String(self[start..<Swift.max(start, end)])
    }
}
