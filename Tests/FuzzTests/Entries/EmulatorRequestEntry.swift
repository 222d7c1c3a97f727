import CertificateMaterial
import FoundationEssentials
import HTTPTypes
import JSON

@testable import AzureCore
@testable import AzureEmulator

extension FuzzEntry {
    /// A request to the emulator: the first line is `METHOD target [host]`, the rest its body; the words `{group}`, `{tenant}`
    /// and `{form}` stand for what nobody can guess. Any request gets an answer, and the emulator goes on.
    static let emulatorRequest = FuzzEntry("EmulatorRequest", mutants: 1200) { bytes in
        let place = try Place.shared.get()
        try checkDecoding(bytes)
        guard let request = place.request(bytes) else { return false }
        var emulator = place.emulator
        let response = emulator.answer(request, real: place.time).response
        try hold((200..<600).contains(response.status), "the status \(response.status)")
        let isJSON = response.headers[.contentType]?.hasPrefix("application/json") ?? false
        try hold(!isJSON || (try? JSONValue(parsing: response.body)) != nil, "an answer that is no JSON")

        let purchases = emulator.state.ledger.purchases.count
        try hold(purchases == 0 || ["PUT", "POST"].contains(request.method), "a purchase by \(request.method)")
        let list = "/subscriptions/\(emulator.state.tenant.subscriptionID)/resourceGroups?api-version=2021-04-01"
        let next = emulator.answer(place.calling("GET", list), real: place.time.addingTimeInterval(5)).response
        try hold(next.status == 200, "the next request is answered with \(next.status)")
        return response.status < 400
    }
}

/// Decoding undoes encoding, and leaves alone what is not encoded.
private func checkDecoding(_ bytes: [UInt8]) throws(BrokenProperty) {
    let text = String(decoding: bytes, as: UTF8.self)
    try hold(percentDecoded(URLText.encode(text)) == text, "decoding does not undo encoding")
    let isEncoded = bytes.indices.contains { index in
        bytes[index] == UInt8(ascii: "%") && bytes[(index + 1)...].prefix(2).filter(isHexadecimal).count == 2
    }
    if !isEncoded { try hold(percentDecoded(text) == text, "decoding changes a text without codes") }
    try hold(formFields(text).count <= 200, "a form without end")
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    Hexadecimal.bytes("0" + String(decoding: [byte], as: UTF8.self)) != nil
}

/// An emulator with the demo's resources and one issued order, made once and copied for each request.
private struct Place {
    static let shared = Result { try Place() }
    private static let (resourceManager, vaults, graph) = (
        "https://management.azure.com", "https://vault.azure.net", "https://graph.microsoft.com"
    )

    let emulator: Emulator
    let time: Date
    /// One for each service.
    private let tokens: [String: String]
    private let form: String

    init() throws {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let authority = try Authority.make(validFrom: start.addingTimeInterval(-86_400))
        var state = EmulatorState(tenant: .make(), authority: authority, settings: EmulatorSettings(), startingAt: start, seed: 7)
        state.origin.port = 4443
        state.spareKeys = Array(repeating: try RSAPrivateKey.generate(), count: 50)
        state.seed()
        form = "client_id=\(state.tenant.client.appID)&client_secret=\(state.tenant.clientSecret)&grant_type=client_credentials"
        var emulator = Emulator(state: state)
        var tokens: [String: String] = [:]
        for service in [Self.resourceManager, Self.vaults, Self.graph] {
            let body = form + "&scope=\(service)/.default"
            let target = "/\(state.tenant.id)/oauth2/v2.0/token"
            let asking = EmulatorRequest(method: "POST", authority: "localhost:4443", target: target, body: Array(body.utf8))
            tokens[service] = try JSONValue(parsing: emulator.answer(asking, real: start).response.body)["access_token"]?.string
        }
        self.tokens = tokens
        time = start
        self.emulator = emulator
    }

    func request(_ bytes: [UInt8]) -> EmulatorRequest? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let words = filled(lines.first ?? []).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        // What the HTTP library hands on has a method and a target; a body is as long as it likes.
        guard words.count >= 2, !words[0].isEmpty, words[1].hasPrefix("/") else { return nil }
        let body = lines.count > 1 ? Array(filled(lines[1]).utf8) : []
        return calling(words[0], words[1], host: words.count > 2 ? words[2] : "localhost:4443", body)
    }

    func calling(_ method: String, _ target: String, host: String = "localhost:4443", _ body: [UInt8] = []) -> EmulatorRequest {
        let service = target.hasPrefix("/graph") ? Self.graph : host.contains("vault") ? Self.vaults : Self.resourceManager
        let headers: HTTPFields = [.authorization: "Bearer \(tokens[service] ?? "")"]
        return EmulatorRequest(method: method, authority: host, target: target, headers: headers, body: body)
    }

    private func filled(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
            .replacing("{group}", with: emulator.state.groupID(EmulatorState.demoGroup))
            .replacing("{tenant}", with: emulator.state.tenant.id)
            .replacing("{form}", with: form)
    }
}
