/// Names of TLS alerts (RFC 8446, section 6).
enum TLSAlert {
    static func name(_ code: UInt8) -> String {
        names[code] ?? "number \(code)"
    }

    /// The TLS library reports a received alert only in the text of its error, as in "TLSV1_ALERT_INTERNAL_ERROR".
    static func name(inErrorText text: String) -> String? {
        let words = text.split { !($0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_")) }
        for word in words where word.hasPrefix("TLSV1_") || word.hasPrefix("SSLV3_") {
            let plain = word.dropFirst("TLSV1_".count).lowercased()
            let name = plain.hasPrefix("alert_") ? String(plain.dropFirst("alert_".count)) : plain
            if names.values.contains(name) { return name }
        }
        return nil
    }

    private static let names: [UInt8: String] = [
        0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow", 40: "handshake_failure",
        42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
        46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error",
        51: "decrypt_error", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
        86: "inappropriate_fallback", 90: "user_canceled", 109: "missing_extension", 110: "unsupported_extension",
        112: "unrecognized_name", 113: "bad_certificate_status_response", 115: "unknown_psk_identity",
        116: "certificate_required", 120: "no_application_protocol",
    ]
}
