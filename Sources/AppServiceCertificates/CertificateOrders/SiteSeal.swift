import JSON

/// The authority's seal, to be shown on a page of the site.
public struct SiteSeal: Sendable, Hashable {
    /// The HTML to put into the page; it loads a script of the authority.
    public let html: String

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        html = try JSONFields(json).requiredString("html")
    }
}
