import AzureCore
import AzureHTTP
import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import Testing

/// A running emulator as its ready file describes it: its control address, its data planes and its front end.
struct EmulatorControl: Sendable {
    let ready: JSONValue
    private let http: AzureHTTPTransport

    init(readyFile: String) throws {
        ready = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: readyFile))))
        http = try AzureHTTPTransport.make(caFile: ready["caFile"]?.string)
    }

    /// A field of the ready file.
    subscript(_ name: String) -> String { ready[name]?.string ?? "" }

    func close() async {
        // The tests with this connection are over.
        try? await http.shutdown()
    }

    @discardableResult
    func control(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let bytes = try await send(method, "\(self["control"])/\(path)", body: body?.bytes(), type: "application/json")
        return bytes.isEmpty ? nil : try JSONValue(parsing: bytes)
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ url: String,
        body: [UInt8]? = nil,
        type: String? = nil,
        token: String? = nil
    ) async throws -> [UInt8] {
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        headers[.authorization] = token.map { "Bearer \($0)" }
        let request = TransportRequest(method: method, url: url, headers: headers, body: body, timeout: .seconds(20))
        let response: TransportResponse
        do {
            response = try await http.transport.send(request)
        } catch {
            throw Refused(what: "\(method) \(url)", status: 0, body: "\(error)")
        }
        guard (200..<300).contains(response.status) else {
            throw Refused(what: "\(method) \(url)", status: response.status, body: String(decoding: response.body, as: UTF8.self))
        }
        return response.body
    }

    struct Refused: Error {
        let what: String
        let status: Int
        let body: String
    }
}

extension EmulatorControl {
    /// The value of a secret, read through the vault's own address as the ready file's client.
    func secret(_ id: String) async throws -> String {
        let token = try await token(for: "https://vault.azure.net")
        return try JSONValue(parsing: await send(.get, "\(id)?api-version=7.4", token: token))["value"]?.string ?? ""
    }

    /// A call to Resource Manager that `signet api` does not have.
    @discardableResult
    func resourceManager(_ method: HTTPRequest.Method, _ path: String, _ version: String, _ body: JSONValue? = nil) async throws
        -> JSONValue
    {
        let token = try await token(for: "https://management.azure.com")
        let url = "\(self["arm"])\(path)?api-version=\(version)"
        let bytes = try await send(method, url, body: body?.bytes(), type: "application/json", token: token)
        return bytes.isEmpty ? nil : try JSONValue(parsing: bytes)
    }

    /// A token of the ready file's client.
    func token(for resource: String) async throws -> String {
        let form = "grant_type=client_credentials&client_id=\(self["clientId"])&client_secret=\(self["clientSecret"])"
        let answer = try await send(
            .post,
            "\(self["authority"])/\(self["tenantId"])/oauth2/v2.0/token",
            body: Array("\(form)&scope=\(resource.replacing(":", with: "%3A").replacing("/", with: "%2F"))%2F.default".utf8),
            type: "application/x-www-form-urlencoded"
        )
        return try JSONValue(parsing: answer)["access_token"]?.string ?? ""
    }

    func publish(_ name: String, _ kind: String, _ value: String) async throws {
        try await control(.put, "dns/\(name)/\(kind)", ["values": [.string(value)], "ttl": 60])
    }

    /// What a name has in the emulator's zones.
    func values(_ name: String, _ kind: String) async throws -> [String] {
        let sets = try await control(.get, "dns")["records"]?.array ?? []
        let mine = sets.first { $0["name"]?.string == name && $0["type"]?.string == kind }
        return (mine?["values"]?.array ?? []).compactMap(\.string)
    }

    /// The fault as it was added; its `id` is for taking it back.
    @discardableResult
    func add(fault: JSONValue, on method: String, _ path: String, times: Int? = nil) async throws -> JSONValue {
        var object: JSONObject = ["match": ["method": .string(method), "path": .string(path)], "effect": fault]
        object["times"] = times.map { .number(JSONNumber($0)) }
        return try await control(.post, "faults", .object(object))
    }

    /// A replica that lags: the next two reads of the order find nothing.
    func lag(behind order: String) async throws {
        try await add(fault: ["status": 404], on: "GET", "*/certificateOrders/\(order)", times: 2)
    }

    /// What the emulator's clock shows.
    func now() async throws -> Date {
        let text = try await control(.get, "clock")["now"]?.string ?? ""
        return try #require(RFC3339.date(text), "\(text)")
    }

    /// Rate 0 freezes the emulator's time, so that nothing there goes on by itself.
    func run(atRate rate: Int) async throws {
        try await control(.post, "clock", ["rate": .number(JSONNumber(rate))])
    }

    func advance(days: Int) async throws {
        try await control(.post, "clock", ["advanceSeconds": .number(JSONNumber(days * 86_400))])
    }

    /// An order that was issued some time ago and stored in the demo vault; staging it buys nothing.
    ///
    /// - Parameters:
    ///   - isServed: whether the demo site, or that of its own group, serves it at its domain.
    ///   - group: a resource group of its own, with a vault and a site.
    func stage(
        name: String,
        daysLeft: Int,
        termDaysLeft: Int,
        validatedDaysAgo: Int = 10,
        autoRenew: Bool = false,
        isServed: Bool = true,
        group: String? = nil
    ) async throws {
        let domain = "\(name).test"
        var order: JSONObject = [
            "name": .string(name), "domain": .string(domain), "status": "Issued", "daysLeft": .number(JSONNumber(daysLeft)),
            "termDaysLeft": .number(JSONNumber(termDaysLeft)), "validatedDaysAgo": .number(JSONNumber(validatedDaysAgo)),
            "autoRenew": .bool(autoRenew), "vault": .string(group == nil ? "demo-vault" : "v-\(name)"), "secret": .string(name),
        ]
        if isServed {
            order["site"] = .string(group == nil ? "demo-site" : "s-\(name)")
            order["hostNames"] = [.string(domain)]
        }
        let place = group.map(JSONValue.string) ?? ready["resourceGroup"] ?? nil
        try await control(.post, "scenario", ["resourceGroup": place, "orders": [.object(order)]])
    }

    /// The serial number a handshake with the front end shows for a host name, whose chain must be trusted.
    func served(_ hostName: String) async throws -> String? {
        // A leaf fresh from a clock that a test moved is not valid yet by this process's own.
        let report = try await handshake(hostName, at: now())
        return report.verdict.isOK ? report.leaf?.serialNumber : nil
    }

    /// What the front end shows for a host name, judged at a time of the emulator's clock.
    func handshake(_ hostName: String, at date: Date) async throws -> ProbeReport {
        let parts = self["frontend"].split(separator: ":").map(String.init)
        let address = (host: parts.first ?? "", port: parts.last.flatMap { Int($0) } ?? 0)
        return try await TLSProbe.run(hostName: hostName, address: address, roots: .file(self["caFile"]), at: date)
    }
}

/// What the emulator's ledger says of one order.
struct Bill: Sendable, Equatable, CustomStringConvertible {
    var purchases = 0
    var charges = 0
    var serialNumbers: [String] = []

    var description: String { "\(purchases) purchases, \(charges) charges, issued \(serialNumbers)" }
}

extension EmulatorControl {
    func bill(of order: String) async throws -> Bill {
        let ledger = try await control(.get, "ledger")
        func entries(_ kind: String) -> [JSONValue] {
            (ledger[kind]?.array ?? []).filter { $0["orderId"]?.string?.lowercased().hasSuffix("/\(order.lowercased())") == true }
        }
        return Bill(
            purchases: entries("purchases").count,
            charges: entries("charges").count,
            serialNumbers: entries("issuances").compactMap { $0["serialNumber"]?.string }
        )
    }

    func revocations(of order: String) async throws -> Int {
        let all = try await control(.get, "ledger")["revocations"]?.array ?? []
        return all.filter { $0["orderId"]?.string?.lowercased().hasSuffix("/\(order.lowercased())") == true }.count
    }

    /// How often a request with this method came for a path that ends like this.
    func requests(_ method: String, endingIn path: String) async throws -> Int {
        let all = try await control(.get, "requests")["requests"]?.array ?? []
        return all.filter { $0["method"]?.string == method && $0["path"]?.string?.lowercased().hasSuffix(path.lowercased()) == true }.count
    }
}

extension EmulatorControl {
    /// Where an order is at Resource Manager.
    func path(_ order: String) -> String {
        "/subscriptions/\(self["subscriptionId"])/resourceGroups/\(self["resourceGroup"])"
            + "/providers/Microsoft.CertificateRegistration/certificateOrders/\(order)"
    }

    /// Waits until what was begun is issued, and so charged.
    func settled(_ order: String) async throws {
        try await eventually("\(order) being issued again") {
            guard try await !bill(of: order).serialNumbers.isEmpty else { return false }
            return try await resourceManager(.get, path(order), "2024-11-01")["properties"]?["status"] == "Issued"
        }
    }
}
