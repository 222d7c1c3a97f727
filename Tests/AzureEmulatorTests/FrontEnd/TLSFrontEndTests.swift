import CertificateMaterial
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct TLSFrontEndTests {
    private let authority: Authority
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        authority = try Authority.make(validFrom: Self.start)
    }

    @Test func `each name is served its own certificate`() async throws {
        let served = ["a.example": try certificate("a.example"), "b.example": try certificate("b.example")]
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { name in name.flatMap { served[$0] } }
        for (name, certificate) in served {
            let report = try await probe(name, front)
            #expect(report.verdict == .ok)
            #expect(report.chain == certificate.chain)
        }
        await front.stop()
    }

    @Test func `a name without a certificate gets the alert for it`() async throws {
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { _ in nil }
        let error = await #expect(throws: ProbeError.self) { try await probe("a.example", front) }
        #expect(error?.kind == .alert("unrecognized_name"))
        await front.stop()
    }

    @Test func `a new binding is served from the next connection on`() async throws {
        let bound = Mutex(try certificate("a.example"))
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { _ in bound.withLock { $0 } }
        let before = try await probe("A.example", front)
        let renewed = try certificate("a.example")
        bound.withLock { $0 = renewed }
        let after = try await probe("a.example", front)
        #expect(before.leaf != after.leaf)
        #expect(after.leaf == renewed.chain.first)
        await front.stop()
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl sees the serial, and a page names it`() async throws {
        let certificate = try certificate("a.example")
        let serial = try #require(certificate.chain.first?.serialNumber)
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { _ in certificate }
        let outcome = try await #require(OpenSSLTool.tool).run(
            ["s_client", "-connect", "127.0.0.1:\(front.port)", "-servername", "a.example", "-ign_eof"],
            input: "GET / HTTP/1.1\r\nHost: a.example:443\r\n\r\n"
        ).text
        #expect(outcome.contains("host: a.example\nserial: \(serial)\n"), "\(outcome)")
        #expect(outcome.contains("CN = a.example"))
        await front.stop()
    }

    @Test func `a client that leaves during the lookup harms nobody`() async throws {
        let certificate = try certificate("a.example")
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let (departures, departure) = AsyncStream.makeStream(of: Void.self)
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { name in
            guard name == "slow.example" else { return certificate }
            arrival.yield()
            for await _ in departures { break }
            return nil
        }
        let visit = Task { try? await probe("slow.example", front) }
        for await _ in arrivals { break }
        visit.cancel()
        _ = await visit.value
        departure.yield()
        #expect(try await probe("a.example", front).verdict == .ok)
        await front.stop()
    }

    @Test func `a port that is taken is an error`() async throws {
        let front = try await TLSFrontEnd.start(host: "127.0.0.1", port: 0) { _ in nil }
        await #expect(throws: (any Error).self) { try await TLSFrontEnd.start(host: "127.0.0.1", port: front.port) { _ in nil } }
        await front.stop()
    }

    private func certificate(_ name: String) throws -> ServedCertificate {
        let key = try TestKeys.shared()
        let leaf = try authority.issueLeaf(
            publicKey: key.publicKey,
            commonName: name,
            dnsNames: [name],
            notBefore: Self.start,
            notAfter: Self.start + 86_400
        )
        return ServedCertificate(chain: authority.chain(for: leaf), key: key)
    }

    private func probe(_ name: String, _ front: TLSFrontEnd) async throws -> ProbeReport {
        try await TLSProbe.run(
            hostName: name,
            address: ("127.0.0.1", front.port),
            roots: .pem(authority.rootPEM),
            at: Self.start + 60,
            timeout: .seconds(20)
        )
    }
}
