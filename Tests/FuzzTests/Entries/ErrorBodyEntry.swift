import HTTPTypes

@testable import AzureCore

extension FuzzEntry {
    /// The body of an error, whatever is in it: an error of a known sort with a next step, short, on plain lines, without
    /// anything that looks like a token. The first byte chooses the status.
    static let errorBody = FuzzEntry("ErrorBody", mutants: 6000) { bytes in
        let status = 400 + Int(bytes.first ?? 0) % 200
        let answer = TransportResponse(status: status, headers: HTTPFields(), body: Array(bytes.dropFirst()))
        for repeatability in [Repeatability.read, .once] {
            let error = AzureError.answered(answer, operation: "Fuzz.read", target: "/subscriptions/s", repeatability: repeatability)
            try checkError(error)
            if let text = error.serviceMessage { _ = IdentityRefusal(in: text) }
        }
        return true
    }
}

private func checkError(_ error: AzureError) throws {
    try hold(!error.nextStep.isEmpty, "no next step")
    try hold(error.code.rawValue.allSatisfy(\.isLetter), "a sort of failure nobody named")
    for code in [error.serviceCode, error.innerCode, error.requestId].compactMap(\.self) {
        try hold(code.utf8.count <= 512, "a code of \(code.utf8.count) bytes")
        try hold(code.unicodeScalars.allSatisfy(isPlain), "a code with control characters")
    }
    let message = error.serviceMessage ?? ""
    try hold(message.utf8.count <= 16 << 10, "a message of \(message.utf8.count) bytes")
    try hold(message.unicodeScalars.allSatisfy(isPlain), "a message with control characters")
    for word in error.description.utf8.split(whereSeparator: { !isTokenByte($0) }).map({ String(Substring($0)) }) {
        try hold(!(word.hasPrefix("eyJ") || word.contains(".eyJ")) || word.utf8.count < 20, "a token in the text")
        try hold(word.hasPrefix("/") || word.utf8.count < 120, "a word that may be key material")
    }
}

private func isTokenByte(_ byte: UInt8) -> Bool {
    byte < 128 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || "+/=-_.~%".utf8.contains(byte))
}

/// No control characters, of either set: a terminal would obey them.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control
}
