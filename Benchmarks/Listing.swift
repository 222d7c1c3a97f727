import AppServiceCertificates
import AzureCore
import AzureHTTP
import Foundation

/// Listing all orders of a subscription, typed, by Signet and by the official SDK for Python, from the same bytes over TLS.
enum Listing {
    private static let runs = 5

    /// One listing by a process of its own.
    struct Run {
        let orders: Int
        /// Processor time from the first credential to the last order, user and system: start-up is not in it, the handshake, the
        /// token and everything else is.
        let seconds: Double
        let peakKiB: Double

        init(_ output: String) throws {
            let words = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
            guard words.count == 3 else { throw Program.Failure(description: "not a listing's figures: \(output)") }
            (orders, seconds, peakKiB) = (Int(words[0]), words[1], words[2])
        }

        var rate: Double { Double(orders) / seconds }
    }

    static func measure(python: String, script: String, certificate: Certificate) async throws {
        let this = CommandLine.arguments[0]
        let pages = 100
        try await Upstream.run(orders: CannedOrders(pages: pages), certificate: certificate) { url in
            let signet = { (pages: Int) in Program(path: this, arguments: ["list-orders", url, "\(pages)", certificate.file]) }
            let peer = { (pages: Int) in
                Program(path: python, arguments: [script, url, "\(pages)"], environment: ["REQUESTS_CA_BUNDLE": certificate.file])
            }
            var ours: [Run] = []
            var theirs: [Run] = []
            for _ in 0..<runs {
                ours.append(try await run(signet(pages), pages))
                theirs.append(try await run(peer(pages), pages))
            }
            report(ours, theirs, orders: pages * CannedOrders.perPage)
            let few = (try await run(signet(10), 10), try await run(peer(10), 10))
            reportMemory("Signet", few: few.0, many: ours)
            reportMemory("Python SDK", few: few.1, many: theirs)
        }
    }

    private static func run(_ program: Program, _ pages: Int) async throws -> Run {
        let run = try Run(try await program.output())
        guard run.orders == pages * CannedOrders.perPage else {
            throw Program.Failure(description: "\(run.orders) orders instead of \(pages * CannedOrders.perPage)")
        }
        return run
    }

    private static func report(_ ours: [Run], _ theirs: [Run], orders: Int) {
        let (our, their) = (ours.map(\.rate).median, theirs.map(\.rate).median)
        Figure(
            what: "list \(orders.formatted()) orders, typed",
            measured: "\(our.text()) orders/CPU s",
            target: ">= 10 x Python SDK",
            note: "\((our / their).text(1)) x the Python SDK's \(their.text()); median of \(ours.count) runs each"
        ).print()
    }

    private static func reportMemory(_ who: String, few: Run, many: [Run]) {
        Figure(
            what: "peak memory of that, \(who)",
            measured: "\((many.map(\.peakKiB).median / 1024).text(1)) MiB for 100 pages",
            target: who == "Signet" ? "flat" : "",
            note: "\((few.peakKiB / 1024).text(1)) MiB for 10 pages"
        ).print()
    }
}

/// The client's side: what `list_orders.py` does, with Signet's libraries.
enum ListOrders {
    static func run(url: String, subscription: String, caFile: String) async throws {
        let began = processorSeconds
        let http = try AzureHTTPTransport.make(caFile: caFile, trustsSystemRoots: false)
        let credential = ClientSecretCredential(
            tenantId: "tenant",
            clientId: "client",
            secret: Secret("secret"),
            authority: url,
            transport: http.transport
        )
        let cloud = AzureCloud(resourceManager: url, authority: url, graph: url, keyVaultSuffix: "vault.localhost")
        let orders = CertificateOrdersClient(
            pipeline: Pipeline(transport: http.transport, credential: TokenCache(credential)),
            cloud: cloud,
            subscriptionId: subscription
        )
        var count = 0
        for try await order in orders.list()
        where order.status == .issued && order.serialNumber != nil && (order.expirationTime?.timeIntervalSince1970 ?? 0) > 0 {
            count += 1
        }
        print(count, processorSeconds - began, try peakKiB)
        try await http.shutdown()
    }

    /// Of all threads, user and system.
    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    private static var peakKiB: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
            return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
        }
    }
}
