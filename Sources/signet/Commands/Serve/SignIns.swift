import Actions
import ArgumentParser
import AzureCore
import AzureHTTP
import Foundation
import Gateway
import Service

/// How people let clients in.
struct SignInOptions: ParsableArguments {
    @Option(
        name: .customLong("client-host"),
        help: ArgumentHelp("A host within this network whose documents about clients may be fetched; repeatable.", valueName: "host:port")
    )
    var clientHosts: [String] = []

    @Option(
        name: .customLong("client-ca"),
        help: ArgumentHelp("An authority of such hosts to trust besides the system's, in PEM.", valueName: "file")
    )
    var clientAuthority: String?

    @Option(
        help: ArgumentHelp(
            "Take the tokens of this issuer, such as https://login.microsoftonline.com/TENANT/v2.0, and send clients there.",
            valueName: "url"
        )
    )
    var issuer: String?

    @Option(help: ArgumentHelp("What the issuer's tokens for this server name as their audience.", valueName: "audience"))
    var audience: String?

    func validate() throws {
        guard (issuer == nil) == (audience == nil) else { throw ValidationError("--issuer and --audience go together.") }
    }
}

/// The authorization server of a running `signet serve`, put together.
struct SignIns: Sendable {
    let pages: OperatorPages
    let oauth: OAuthRoutes
    let door: BearerDoor
    private let web: AzureHTTPTransport

    /// - Parameter url: where the server is reached.
    static func open(_ options: SignInOptions, _ context: GatewayContext, publicURL: PublicURL?, url: String) throws -> SignIns {
        let web = try AzureHTTPTransport.make(
            caFile: options.clientAuthority,
            egress: .onlyWorld(and: Set(options.clientHosts))
        )
        let newcomers: OAuthClients.Newcomers = context.isEmulator ? .approved : .wait
        let pages = OperatorPages(store: context.store, now: context.now)
        let clients = OAuthClients(store: context.store, newcomers: newcomers, documents: web.transport, now: context.now)
        let oauth = OAuthRoutes(
            pages: pages,
            clients: clients,
            grants: OAuthGrants(store: context.store, now: context.now),
            address: publicURL,
            foreignIssuer: options.issuer
        )
        let foreign = try options.issuer.map { issuer in
            ForeignSessions(
                store: context.store,
                issuer: try ForeignIssuer(issuer: issuer, audience: options.audience ?? "", transport: web.transport, now: context.now),
                newcomers: newcomers,
                resource: OAuthSite(origin: url).resource,
                now: context.now
            )
        }
        return SignIns(pages: pages, oauth: oauth, door: BearerDoor(agents: context.agents, oauth: oauth, foreign: foreign), web: web)
    }

    var routes: [Route] { pages.routes + oauth.routes }

    func close() async { await web.close() }
}
