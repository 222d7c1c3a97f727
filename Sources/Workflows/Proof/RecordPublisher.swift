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
    case hook(path: String)
    /// The emulator's own zones, through its control address.
    case emulator(control: String, transport: HTTPTransport)

    /// The name under which a run remembers its publisher.
    package var name: String {
        switch self {
        case .person: "person"
        case .hook(let path): "hook \(path)"
        case .emulator: "emulator"
        }
    }

    /// Throws when it is clear beforehand that nothing can be published.
    package func check() throws {
        if case .hook(let path) = self { try PublishHook(path: path).check() }
    }

    /// Publishes `record` beside what its name already has. Publishing twice is harmless.
    func publish(_ record: DNSRecord, order: String, resolver: DNSResolver) async throws {
        switch self {
        case .person: return
        case .hook(let path): try await PublishHook(path: path).publish(record, order: order)
        case .emulator(let control, let transport): try await publish(record, to: control, transport, resolver)
        }
    }

    private func publish(_ record: DNSRecord, to control: String, _ transport: HTTPTransport, _ resolver: DNSResolver) async throws {
        var values = record.kind == .txt ? try await resolver.txt(record.name) : []
        if !values.contains(record.value) { values.append(record.value) }
        let body: JSONValue = ["values": .array(values.map(JSONValue.string)), "ttl": 60]
        let request = TransportRequest(
            method: .put,
            url: "\(control)/dns/\(record.name)/\(record.kind.rawValue)",
            headers: [.contentType: "application/json"],
            body: body.bytes(),
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
