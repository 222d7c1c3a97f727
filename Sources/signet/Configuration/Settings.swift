import Actions
import AzureCore
import Custody
import JSON
import Service
import Workflows

/// Everything that can be set, as the file and the environment say it and else as it is without a word. ``Setting/all`` has the keys.
struct Settings: Sendable, Hashable {
    /// The address of the database that holds the state; nil for the file in the home. It may hold a password.
    var store: Secret<String>?
    var profile: String?
    var custodyKeyFile: String?
    var custodyPassphraseFile: String?
    var hookSeconds = PublishHook.usualSeconds
    var daemon = RunFleet.Settings()
    var daemonListens: ListenAddress?
    var proof: RecordChoice?
    var renewal = RenewalRules()
    var prices = PriceTable()
    var alerts = AlertRules()
    var webhooks: [AlertWebhook] = []
}

/// What an account pays: all of it, or nothing, for list prices.
struct PriceTable: Sendable, Hashable {
    var currency: String?
    var standard: JSONNumber?
    var wildcard: JSONNumber?
    var source: String?
}

/// Who is told of an alert.
struct AlertWebhook: Sendable, Hashable {
    let url: String
    /// Where the key is kept that signs what is sent.
    let secret: CredentialReference

    /// The key, read or opened now.
    func key(_ custody: Custody?) async throws -> Secret<String> {
        guard case .custody(let name) = secret else { return Secret(try secret.secret()) }
        return try await SealedCredential(name, from: custody).text
    }
}
