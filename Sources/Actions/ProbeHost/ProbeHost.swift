import CertificateMaterial
import FoundationEssentials
import JSON
import Workflows

/// Asks a host for its certificate, as a browser would, and says what it got.
package struct ProbeHost: Sendable {
    let wire: Wire
    let clock: WorkflowClock

    package init(wire: Wire, clock: WorkflowClock) {
        self.wire = wire
        self.clock = clock
    }

    package struct Answer: Sendable {
        package let hostName: String
        package let report: ProbeReport
        package var ok: Bool { report.verdict.reason == nil }

        package var json: JSONValue {
            [
                "hostName": .string(hostName), "ok": .bool(ok), "fault": report.verdict.reason.map(JSONValue.string) ?? nil,
                "serialNumber": report.chain.first.map { .string($0.serialNumber) } ?? nil, "tlsVersion": .string(report.tlsVersion),
                "chain": .array(report.chain.map(\.json)),
            ]
        }
    }

    package func callAsFunction(_ hostName: String, port: Int = 443) async throws -> Answer {
        let host = try NameRules.check(hostName: hostName)
        return Answer(hostName: host, report: try await wire.probe(host, port: port, at: clock.now()))
    }
}

extension CertificateFacts {
    /// What a program gets to see of a certificate.
    package var json: JSONValue {
        [
            "subject": .string(subject), "issuer": .string(issuer), "serialNumber": .string(serialNumber),
            "thumbprint": .string(thumbprint),
            "notBefore": .string(RFC3339.text(notBefore)), "notAfter": .string(RFC3339.text(notAfter)),
            "dnsNames": .array(dnsNames.map(JSONValue.string)),
        ]
    }
}
