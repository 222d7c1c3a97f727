import JSON

/// What a service says in the body of an error, whichever envelope it uses:
/// Resource Manager `{error: {code, message, details}}`, App Service `{Code, Message, Details}`, Key Vault with an inner error
/// object, the identity service `{error, error_description}`, plain `{code, message}`, or no JSON at all.
struct ErrorBody: Sendable, Hashable {
    var code: String?
    var innerCode: String?
    var message: String?
    var traceId: String?

    /// Reads what is there; never fails, as an unreadable error must not hide the status.
    init(bytes: [UInt8]) {
        if let json = try? JSONValue(parsing: bytes) {
            self.init(json: json)
        } else {
            let text = Redaction.scrub(String(decoding: bytes.prefix(16 << 10), as: UTF8.self))
            self.init(message: text.isEmpty ? nil : text)
        }
    }

    private init(message: String?) {
        self.message = message
    }

    /// Reads the envelope out of a parsed body, also the `error` member of an operation's status.
    init(json: JSONValue) {
        if let error = json["error"], error.object != nil {
            readResourceManager(error)
        } else if let word = json["error"]?.string {
            readIdentity(word, json)
        } else if json["Code"] != nil || json["Message"] != nil {
            readAppService(json)
        } else {
            readResourceManager(json)
        }
        message = message.map(Redaction.scrub)
        (code, innerCode, traceId) = (code.map(Redaction.code), innerCode.map(Redaction.code), traceId.map(Redaction.code))
    }

    private mutating func readResourceManager(_ error: JSONValue) {
        code = error["code"]?.string
        // Key Vault nests an object here, App Service's own schema a string.
        innerCode = error["innererror"]?["code"]?.string
        let details = (error["details"]?.array ?? []).prefix(8).compactMap { $0["message"]?.string }
        message = Self.joined(error["message"]?.string, details)
    }

    private mutating func readAppService(_ json: JSONValue) {
        code = json["Code"]?.string
        let details = (json["Details"]?.array ?? []).prefix(8)
        innerCode = details.compactMap { $0["ErrorEntity"]?["ExtendedCode"]?.string }.first
        message = Self.joined(json["Message"]?.string, details.compactMap { $0["Message"]?.string })
    }

    private mutating func readIdentity(_ word: String, _ json: JSONValue) {
        let description = json["error_description"]?.string
        // The text leads with the number's long form; error_codes has the bare number.
        let number = json["error_codes"]?[0]?.int.map { "AADSTS\($0)" }
        code = number ?? description.flatMap(Self.leadingNumber) ?? word
        innerCode = code == word ? nil : word
        message = description ?? word
        traceId = json["trace_id"]?.string
    }

    private static func leadingNumber(_ text: String) -> String? {
        let head = text.prefix { $0 != ":" }
        return head.hasPrefix("AADSTS") && head.count < 20 ? String(head) : nil
    }

    private static func joined(_ message: String?, _ details: [String]) -> String? {
        var parts: [String] = []
        for part in [message].compactMap(\.self) + details where !part.isEmpty && !parts.contains(part) {
            parts.append(part)
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
