import Actions
import ArgumentParser
import AzureCore
import Foundation
import Gateway
import JSON
import Logging
import Metrics
import Service
import Storage
import Workflows

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer agents over HTTP, and show people what waits for them.",
        discussion: """
            Agents show a token of signet agent token NAME, or let a person sign in; /llms.txt tells them the rest. People sign in at /sign-in. Several may serve one \
            state (SIGNET_STORE). It ends on Ctrl-C or SIGTERM, after the requests that run.
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "address:port"))
    var listen: ListenAddress = .usual

    @Option(help: ArgumentHelp("A file to write where it is reached to, once it is.", valueName: "file"))
    var readyFile: String?

    @Option(help: ArgumentHelp("Its certificate and the issuers of it, in PEM, for TLS.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's key, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        name: .customLong("public-url"),
        help: ArgumentHelp("How people and agents reach it, where a proxy is in front.", valueName: "url")
    )
    var publicURL: PublicURL?

    @Option(help: ArgumentHelp("A proxy whose X-Forwarded headers are believed, by address or range; repeatable.", valueName: "address"))
    var trustedProxy: [AddressRange] = []

    @Option(help: ArgumentHelp("Another name it is called by; repeatable.", valueName: "name"))
    var hostName: [String] = []

    @Flag(help: "Listen where other machines can connect. Without TLS or a trusted proxy this is refused all the same.")
    var beyondLoopback = false

    @OptionGroup var signIn: SignInOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        guard !listen.isLoopback else { return }
        guard beyondLoopback else {
            throw ValidationError("\(listen) can be reached from other machines. If that is meant, add --beyond-loopback.")
        }
        guard tlsCertificate != nil || !trustedProxy.isEmpty else {
            throw ValidationError(
                "Tokens and passwords would cross the network in clear. Give --tls-certificate and --tls-key, or name the proxy: --trusted-proxy ADDRESS"
            )
        }
    }

    func run() async throws {
        let stop = StopSignals()
        let tls = tlsCertificate.flatMap { file in tlsKey.map { ServerTLS(certificateFile: file, keyFile: $0) } }
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let listener = try await Listener.start(
            listen,
            door: FrontDoor(publicURL: publicURL, names: hostName, proxies: trustedProxy, isTLS: tls != nil),
            metrics: metrics,
            tls: tls,
            logger: Logger(label: "signet.serve") { StreamLogHandler.standardError(label: $0) }
        )
        let own = "\(tls == nil ? "http" : "https")://\(ListenAddress.text(listener.host, listener.port))"
        let url = publicURL?.origin ?? own
        let gateway: AgentGateway
        let signIns: SignIns
        let tools: AgentTools
        do {
            gateway = try await AgentGateway.open(global, pages: url, limit: limits.limit)
            signIns = try SignIns.open(signIn, gateway.context, publicURL: publicURL, url: url)
            tools = try await AgentTools.shared(gateway.context)
        } catch {
            await listener.stop()
            throw error
        }
        let (mcp, local) = (MCPApplication(tools, door: signIns.door), try localDoor(gateway.context))
        listener.serve(Self.routes(gateway.context, signIns, metrics, url: url) + mcp.routes)
        try announce(url, own)
        await stop.asked()
        if let readyFile { unlink(readyFile) }
        local?.stop()
        await mcp.close()
        await listener.stop()
        await signIns.close()
        await gateway.close()
        if !global.quiet { Terminal.note("stopped; nothing is lost") }
    }

    private static func routes(_ context: GatewayContext, _ signIns: SignIns, _ metrics: PrometheusMetrics, url: String) -> [Route] {
        let health = HealthApplication(checks: [.store(context.store)], metrics: metrics)
        return health.routes + APIApplication(context, door: signIns.door, url: url).routes + signIns.routes
    }

    private func announce(_ publicURL: String, _ url: String) throws {
        if !global.quiet {
            Terminal.note("signet serves at \(publicURL): agents begin at \(publicURL)/llms.txt, people at \(publicURL)/sign-in")
        }
        guard let readyFile else { return }
        let ready: JSONValue = [
            "url": .string(publicURL), "listens": .string(url), "api": .string("\(publicURL)\(APIApplication.prefix)"),
            "mcp": .string("\(publicURL)\(MCPApplication.path)"),
            "health": .string("\(url)/readyz"), "metrics": .string("\(url)/metrics"), "pid": .number(JSONNumber(Int(getpid()))),
        ]
        try OwnFile.write(ready.text(pretty: true) + "\n", to: readyFile)
    }
}

/// What one agent may use up here; money and approvals are limited by the rules.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Calls of one agent in a minute.", valueName: "count"))
    var agentCallsPerMinute = AgentLimit().callsPerMinute

    @Option(help: ArgumentHelp("Calls of one agent at the same time.", valueName: "count"))
    var agentCallsTogether = AgentLimit().together

    @Option(help: ArgumentHelp("Megabytes of answers to one agent in an hour.", valueName: "count"))
    var agentMegabytesPerHour = AgentLimit().bytesPerHour >> 20

    func validate() throws {
        let all = [agentCallsPerMinute, agentCallsTogether, agentMegabytesPerHour]
        guard all.allSatisfy({ (1...1_000_000_000).contains($0) }) else { throw ValidationError("A limit is at least 1.") }
    }

    var limit: AgentLimit {
        var limit = AgentLimit()
        (limit.callsPerMinute, limit.together, limit.bytesPerHour) = (agentCallsPerMinute, agentCallsTogether, agentMegabytesPerHour << 20)
        return limit
    }
}

extension ListenAddress: ExpressibleByArgument {
    static let usual = ListenAddress(host: "127.0.0.1", port: 8474)

    /// As it is typed.
    public init?(argument: String) { self.init(argument) }
}

extension PublicURL: ExpressibleByArgument {
    /// As it is typed.
    public init?(argument: String) { self.init(argument) }
}

extension AddressRange: ExpressibleByArgument {
    /// As it is typed.
    public init?(argument: String) { self.init(argument) }
}

extension HealthCheck {
    /// Whether the state can be read.
    static func store(_ store: Store) -> HealthCheck {
        HealthCheck("store") {
            do {
                _ = try await store.read { try $0.rows("SELECT 1 AS one") }
                return nil
            } catch {
                return "the state cannot be read"
            }
        }
    }
}
