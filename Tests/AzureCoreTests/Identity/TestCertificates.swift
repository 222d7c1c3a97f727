import TestSupport

/// Keys and certificates as people have them: written by openssl, once per test process.
enum TestCertificates {
    /// A key and its self-signed certificate in one PEM text.
    static let pair = Result { try make("first") }
    /// Another pair.
    static let other = Result { try make("other") }

    private static func make(_ name: String) throws -> String {
        let arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-keyout", "both.pem", "-out",
            "both.pem",
        ]
        return String(decoding: try OpenSSLTool.run(arguments, files: [:], collecting: "both.pem").collected, as: UTF8.self)
    }

    /// The blocks of one label.
    static func blocks(_ label: String, in pem: String) -> String {
        var isIn = false
        return pem.split(separator: "\n").filter { line in
            if line == "-----BEGIN \(label)-----" { isIn = true }
            defer { if line == "-----END \(label)-----" { isIn = false } }
            return isIn
        }.joined(separator: "\n") + "\n"
    }
}
