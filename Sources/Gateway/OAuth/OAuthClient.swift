import Foundation
import JSON

/// A program that may ask people to let it in. It keeps no secret: what proves it is the proof key of each sign-in.
package struct OAuthClient: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// By a person here (`signet client add`).
        case registered
        /// By itself (RFC 7591).
        case dynamic
        /// Its id is the URL of a document that describes it.
        case document
        /// A subject of the external issuer.
        case foreign
    }

    package enum State: String, Sendable {
        case pending
        case approved
        case rejected
    }

    package let id: String
    package let kind: Kind
    /// As it calls itself; nobody has checked that.
    package let name: String
    package let redirects: [RedirectURI]
    package let state: State
    package let created: Date
}

/// What a client says of itself, in a registration or in its document.
struct ClientMetadata: Sendable, Hashable {
    private static let mostRedirects = 10
    private static let longestName = 60

    let name: String
    let redirects: [RedirectURI]

    init(name: String, redirects: [RedirectURI]) {
        (self.name, self.redirects) = (Self.plain(name), redirects)
    }

    init(_ json: JSONValue) throws(OAuthError) {
        guard json.object != nil else { throw OAuthError(.invalidClientMetadata, "The body has to be a JSON object.") }
        guard let texts = json["redirect_uris"]?.array, (1...Self.mostRedirects).contains(texts.count) else {
            throw OAuthError(.invalidRedirectURI, "redirect_uris has to be a list of 1 to \(Self.mostRedirects) addresses.")
        }
        let redirects = texts.compactMap { $0.string.flatMap(RedirectURI.init) }
        guard redirects.count == texts.count, let first = redirects.first else {
            throw OAuthError(
                .invalidRedirectURI,
                "Each of redirect_uris has to be https, http on 127.0.0.1, [::1] or localhost, or a scheme of the application's own, without fragment, user name or wildcard."
            )
        }
        try Self.require("authorization_code", in: json["grant_types"], "grant_types")
        try Self.require("code", in: json["response_types"], "response_types")
        let name = json["client_name"]?.string.map(Self.plain) ?? ""
        self.name = name.isEmpty ? (first.host.isEmpty ? first.scheme : first.host) : name
        self.redirects = redirects
    }

    private static func require(_ word: JSONValue, in list: JSONValue?, _ name: String) throws(OAuthError) {
        guard let list, !list.isNull else { return }
        guard list.array?.contains(word) == true else {
            throw OAuthError(.invalidClientMetadata, "\(name) has to name \(word.string ?? "").")
        }
    }

    /// One line without what could turn or hide text on a page.
    private static func plain(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
            default: true
            }
        }
        return String(String(String.UnicodeScalarView(kept)).split(separator: " ").joined(separator: " ").prefix(longestName))
    }
}

/// A client id that is an address (client id metadata documents).
struct ClientDocumentURL: Sendable, Hashable {
    private static let longest = 512
    private static let forbidden = Set("\"<>\\^`{|}#*@".utf8)

    let text: String

    init?(_ text: String) {
        let after = text.dropFirst("https://".count)
        guard text.hasPrefix("https://"), text.utf8.count <= Self.longest,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }),
            let slash = after.firstIndex(of: "/"), slash != after.startIndex
        else { return nil }
        let path = after[slash...].prefix { $0 != "?" }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.count > 1, !steps.contains("."), !steps.contains("..") else { return nil }
        self.text = text
    }
}
