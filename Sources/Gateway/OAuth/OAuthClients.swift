import AzureCore
import Foundation
import HTTPTypes
import JSON
import Storage

/// The clients that may ask people to let them in, and those that wait for a person's word.
package struct OAuthClients: Sendable {
    package enum Newcomers: Sendable {
        /// On the emulator, where nothing is at stake.
        case approved
        /// A person decides: `signet client approve`.
        case wait
    }

    static let mostPerHour: Int64 = 20
    static let mostUnused: Int64 = 1000
    static let pendingLife: TimeInterval = 86_400
    static let unusedLife: TimeInterval = 30 * 86_400
    /// A document is read again after an hour, and believed for a day when it cannot be.
    static let documentAge: TimeInterval = 3600
    static let oldestDocument: TimeInterval = 86_400
    static let longestDocument = 16 << 10

    let store: Store
    let newcomers: Newcomers
    /// Leads to wherever documents may be fetched from, and nowhere else.
    let documents: HTTPTransport
    let now: @Sendable () -> Date

    package init(
        store: Store,
        newcomers: Newcomers,
        documents: HTTPTransport,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.newcomers = newcomers
        self.documents = documents
        self.now = now
    }

    /// - Parameter source: the address the request came from, of which there may be so many an hour.
    package func register(_ json: JSONValue, from source: String) async throws -> OAuthClient {
        let metadata = try ClientMetadata(json)
        let client = made("sgc_" + RandomText.make(bytes: 16), .dynamic, metadata)
        let at = now()
        let isFull = try await store.write { connection in
            try connection.purgeClients(at: at)
            let counts = try connection.rows(
                """
                SELECT count(*) AS unused, coalesce(sum(CASE WHEN source = ? AND created > ? THEN 1 ELSE 0 END), 0) AS recent
                FROM oauth_client c WHERE kind = 'dynamic' AND NOT EXISTS (SELECT 1 FROM oauth_agent a WHERE a.client = c.id)
                """,
                [.text(source), .time(at - 3600)]
            ).first
            guard let counts, try counts.integer("unused") < Self.mostUnused, try counts.integer("recent") < Self.mostPerHour else {
                return true
            }
            try connection.insert(client, from: source, fetched: at)
            return false
        }
        guard !isFull else { throw OAuthError(.temporarilyUnavailable, "Too many clients were registered. Try again in an hour.") }
        return client
    }

    /// A client that a person knows and need not approve.
    package func add(_ name: String, redirects: [RedirectURI], by actor: AuditActor) async throws -> OAuthClient {
        guard !redirects.isEmpty, !name.isEmpty else {
            throw GatewayError(
                .invalid,
                "A client needs a name and an address to return to.",
                nextStep: "Give both: signet client add --help"
            )
        }
        let metadata = ClientMetadata(name: name, redirects: redirects)
        let (made, at) = (made("sgc_" + RandomText.make(bytes: 16), .registered, metadata), now())
        let client = made.with(.approved)
        try await store.write { connection in
            try connection.insert(client, from: "", fetched: at)
            try connection.audit(AuditDraft("client.added", by: actor, on: client.id, facts: client.facts), at: at)
        }
        return client
    }

    /// The client of an id; one that is an address is fetched when it is not known, or not of late.
    package func client(_ id: String) async throws -> OAuthClient? {
        let row = try await store.read { try $0.client(id) }
        guard let url = ClientDocumentURL(id) else { return row?.client }
        let age = row.map { now().timeIntervalSince($0.fetched) } ?? .infinity
        if let row, age < Self.documentAge { return row.client }
        do {
            return try await keep(try await fetch(url), of: url)
        } catch let error as OAuthError {
            guard let row, age < Self.oldestDocument else { throw error }
            return row.client
        }
    }

    private func fetch(_ url: ClientDocumentURL) async throws -> ClientMetadata {
        var headers = HTTPFields()
        headers[.accept] = "application/json"
        let request = TransportRequest(
            method: .get,
            url: url.text,
            headers: headers,
            maximumResponseBytes: Self.longestDocument,
            timeout: .seconds(5)
        )
        let response: TransportResponse
        do {
            response = try await documents.send(request)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw OAuthError(.invalidClient, "The document that the client id leads to could not be fetched.")
        }
        guard response.status == 200, let json = try? JSONValue(parsing: response.body) else {
            throw OAuthError(.invalidClient, "The address that the client id is does not lead to a JSON document.")
        }
        guard json["client_id"]?.string == url.text, json["client_secret"] == nil,
            json["token_endpoint_auth_method"].map({ $0 == "none" }) ?? true
        else { throw OAuthError(.invalidClient, "The client's document is about another client, or one with a secret.") }
        return try ClientMetadata(json)
    }

    private func keep(_ metadata: ClientMetadata, of url: ClientDocumentURL) async throws -> OAuthClient {
        let (client, at) = (made(url.text, .document, metadata), now())
        return try await store.write { connection in
            try connection.purgeClients(at: at)
            try connection.insert(client, from: "", fetched: at)
            return try connection.client(url.text)?.client ?? client
        }
    }

    private func made(_ id: String, _ kind: OAuthClient.Kind, _ metadata: ClientMetadata) -> OAuthClient {
        OAuthClient(
            id: id,
            kind: kind,
            name: metadata.name,
            redirects: metadata.redirects,
            state: newcomers == .approved ? .approved : .pending,
            created: now()
        )
    }
}

extension OAuthClients {
    /// Lets a client ask people, or never again; then all it was let in for ends.
    package func decide(_ id: String, _ state: OAuthClient.State, by actor: AuditActor) async throws -> OAuthClient {
        let at = now()
        return try await store.write { connection in
            guard let client = try connection.client(id)?.client else {
                throw GatewayError(.missing, "There is no client '\(id.prefix(80))'.", nextStep: "See them: signet client list")
            }
            guard client.state != state else { return client }
            try connection.execute("UPDATE oauth_client SET state = ? WHERE id = ?", [.text(state.rawValue), .text(id)])
            if state != .approved { try connection.endFamilies("SELECT agent FROM oauth_agent WHERE client = ?", id, at: at) }
            try connection.audit(AuditDraft("client.\(state.rawValue)", by: actor, on: id, facts: client.facts), at: at)
            return client.with(state)
        }
    }

    /// Those that wait first, then the newest.
    package func all(_ state: OAuthClient.State? = nil) async throws -> [OAuthClient] {
        try await store.read { connection in
            let query = """
                SELECT * FROM oauth_client WHERE state = coalesce(?, state)
                ORDER BY CASE state WHEN 'pending' THEN 0 ELSE 1 END, created DESC, id LIMIT 1000
                """
            return try connection.rows(query, [state.map { .text($0.rawValue) } ?? .null]).map { try $0.client().client }
        }
    }
}

extension OAuthClient {
    fileprivate func with(_ state: State) -> OAuthClient {
        OAuthClient(id: id, kind: kind, name: name, redirects: redirects, state: state, created: created)
    }

    var facts: JSONValue {
        ["name": .string(name), "kind": .string(kind.rawValue), "redirects": .array(redirects.map { .string($0.description) })]
    }
}

extension SQLConnection {
    func client(_ id: String) throws -> (client: OAuthClient, fetched: Date)? {
        try rows("SELECT * FROM oauth_client WHERE id = ?", [.text(id)]).first?.client()
    }

    /// A document that is read again keeps its state and its first day.
    func insert(_ client: OAuthClient, from source: String, fetched: Date) throws {
        try execute(
            """
            INSERT INTO oauth_client (id, kind, name, redirects, state, source, created, fetched) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, redirects = excluded.redirects, fetched = excluded.fetched
            """,
            [
                .text(client.id), .text(client.kind.rawValue), .text(client.name),
                .json(.array(client.redirects.map { .string($0.description) })), .text(client.state.rawValue), .text(source),
                .time(client.created), .time(fetched),
            ]
        )
    }

    /// What nobody ever signed in with does not stay.
    fileprivate func purgeClients(at date: Date) throws {
        try execute(
            """
            DELETE FROM oauth_client WHERE kind <> 'registered' AND (created < ? AND state = 'pending' OR created < ?)
            AND NOT EXISTS (SELECT 1 FROM oauth_agent a WHERE a.client = oauth_client.id)
            """,
            [.time(date - OAuthClients.pendingLife), .time(date - OAuthClients.unusedLife)]
        )
    }
}

extension SQLRow {
    fileprivate func client() throws -> (client: OAuthClient, fetched: Date) {
        guard let kind = OAuthClient.Kind(rawValue: try text("kind")), let state = OAuthClient.State(rawValue: try text("state")) else {
            throw StorageError(.unreadable, "A client of the authorization server is stored in a way this version does not know.")
        }
        let client = OAuthClient(
            id: try text("id"),
            kind: kind,
            name: try text("name"),
            redirects: (try json("redirects").array ?? []).compactMap { $0.string.flatMap(RedirectURI.init) },
            state: state,
            created: try time("created")
        )
        return (client, try time("fetched"))
    }
}
