import AzureCore

extension AzureError {
    /// The service's own words where it had some.
    var why: String {
        let words = [serviceCode, serviceMessage].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
        return words.isEmpty ? "\(code)" : words
    }

    package var problem: Problem {
        Problem(.service, "\(operation) failed for \(target).", why: why + identifiers, nextStep: nextStep)
    }

    private var identifiers: String {
        let pairs = [("HTTP", status.map(String.init)), ("request id", requestId), ("correlation id", correlationId)]
        let text = pairs.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
        return text.isEmpty ? "" : " (\(text))"
    }
}
