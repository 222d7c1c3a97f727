/// Why a key, a request, a certificate or a bundle could not be read or made.
///
/// The text never quotes the material itself: it may hold a private key.
package struct MaterialError: Error, Hashable, CustomStringConvertible {
    /// What the bytes were supposed to be: "certificate", "PKCS#12 bundle".
    package let subject: String
    package let reason: String
    package let nextStep: String

    package init(_ subject: String, _ reason: String, nextStep: String) {
        self.subject = subject
        self.reason = reason
        self.nextStep = nextStep
    }

    package var description: String { "The \(subject) cannot be used: \(reason). \(nextStep)." }
}
