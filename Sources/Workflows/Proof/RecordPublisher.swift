import AzureCore
import DNS
import FoundationEssentials
import HTTPTypes
import JSON

/// Who publishes the DNS records a workflow needs.
package enum RecordPublisher: Sendable {
    /// A person, who is shown the record; the workflow waits until resolvers answer with it.
    case person
    /// An executable of the user, called once for each record; see docs/hooks.md for the contract.
    case hook(path: String, seconds: Double = PublishHook.usualSeconds)
    /// The emulator's own zones, through its control address.
    case emulator(control: String, transport: HTTPTransport)

    /// The name under which a run remembers its publisher.
    package var name: String {
        switch self {
        case .person: "person"
        case .hook(let path, _): "hook \(path)"
        case .emulator: "emulator"
        }
    }

    /// Its name, unless it is a person, who has nothing to repeat.
    var automatic: String? {
        if case .person = self { nil } else { name }
    }

    /// Throws when it is clear beforehand that nothing can be published.
    package func check() throws {
        if case .hook(let path, _) = self { try PublishHook(path: path).check() }
    }

    /// Publishes `record` beside what its name already has. Publishing twice is harmless.
    func publish(_ record: DNSRecord, order: String, resolver: DNSResolver) async throws {
        switch self {
        case .person: return
        case .hook(let path, let seconds): try await PublishHook(path: path, timeoutSeconds: seconds).publish(record, order: order)
        case .emulator(let control, let transport): try await publish(record, to: control, transport, resolver)
        }
    }

    /// Takes away a TXT record that was published here; the other values of its name stay. Taking it away twice is harmless.
    ///
    /// - Returns: False when it is a person's to remove.
    func unpublish(_ record: DNSRecord, order: String, resolver: DNSResolver) async throws -> Bool {
        switch self {
        case .person: return false
        case .hook(let path, let seconds): try await PublishHook(path: path, timeoutSeconds: seconds).unpublish(record, order: order)
        case .emulator(let control, let transport):
            let values = try await resolver.txt(record.name).filter { $0 != record.value }
            try await set(values, of: record, at: control, transport)
        }
        return true
    }

    private func publish(_ record: DNSRecord, to control: String, _ transport: HTTPTransport, _ resolver: DNSResolver) async throws {
        var values = record.kind == .txt ? try await resolver.txt(record.name) : []
        if !values.contains(record.value) { values.append(record.value) }
        try await set(values, of: record, at: control, transport)
    }

    private func set(_ values: [String], of record: DNSRecord, at control: String, _ transport: HTTPTransport) async throws {
        let body: JSONValue = ["values": .array(values.map(JSONValue.string)), "ttl": 60]
        let request = TransportRequest(
            method: values.isEmpty ? .delete : .put,
            url: "\(control)/dns/\(record.name)/\(record.kind.rawValue)",
            headers: values.isEmpty ? [:] : [.contentType: "application/json"],
            body: values.isEmpty ? nil : body.bytes(),
            maximumResponseBytes: 65_536,
            timeout: .seconds(10)
        )
        let response = try await transport.send(request)
        guard (200..<300).contains(response.status) else {
            throw Problem(
                .service,
                "The emulator did not take the record \(record).",
                why: String(decoding: response.body.prefix(500), as: UTF8.self),
                nextStep: "Look at it: signet emulator status"
            )
        }
    }
}
