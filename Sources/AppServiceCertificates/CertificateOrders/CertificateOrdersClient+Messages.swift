import AzureCore
import JSON

// What the authority says and sends: history, e-mails, seal.
extension CertificateOrdersClient {
    /// Sends the e-mail with the issued certificate again.
    ///
    /// Source: `POST {order}/resendEmail`, answers 204.
    public func resendEmail(resourceGroup: String, name: String) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.resendEmail",
            id(resourceGroup: resourceGroup, name: name),
            path: ["resendEmail"]
        )
    }

    /// Sends the e-mail that asks the domain's owner for approval again.
    ///
    /// - Parameter domain: The domain the approval is about. The published texts disagree: one calls it an e-mail address.
    ///
    /// Source: `POST {order}/resendRequestEmails`, answers 204.
    public func resendRequestEmails(resourceGroup: String, name: String, domain: String) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.resendRequestEmails",
            id(resourceGroup: resourceGroup, name: name),
            path: ["resendRequestEmails"],
            body: ["name": .string(domain)]
        )
    }

    /// The seal to show on a page of the site.
    ///
    /// - Parameters:
    ///   - lightTheme: Whether it is drawn for a light background; nil lets the authority choose.
    ///   - locale: The language, for example `en`; nil lets the authority choose.
    ///
    /// Source: `POST {order}/retrieveSiteSeal`, answers 200.
    public func siteSeal(
        resourceGroup: String,
        name: String,
        lightTheme: Bool? = nil,
        locale: String? = nil
    ) async throws(AzureError) -> SiteSeal {
        var body = JSONObject()
        body["lightTheme"] = lightTheme.map(JSONValue.bool)
        body["locale"] = locale.map(JSONValue.string)
        return try await resources.ask(
            "CertificateOrders.siteSeal",
            id(resourceGroup: resourceGroup, name: name),
            path: ["retrieveSiteSeal"],
            body: .object(body),
            read: SiteSeal.init(json:)
        )
    }

    /// The order's history, in the order the service gives it: nested items of api-versions before 2022-03-01 are read, too.
    ///
    /// Source: `POST {order}/retrieveCertificateActions`, answers 200 with a bare list.
    public func actions(resourceGroup: String, name: String) async throws(AzureError) -> [OrderAction] {
        try await resources.ask(
            "CertificateOrders.actions",
            id(resourceGroup: resourceGroup, name: name),
            path: ["retrieveCertificateActions"]
        ) { json throws(JSONFieldError) in try Self.items(json, OrderAction.init(json:)) }
    }

    /// The e-mails sent about the order: nested items of api-versions before 2022-03-01 are read, too.
    ///
    /// Source: `POST {order}/retrieveEmailHistory`, answers 200 with a bare list.
    public func emails(resourceGroup: String, name: String) async throws(AzureError) -> [OrderEmail] {
        try await resources.ask(
            "CertificateOrders.emails",
            id(resourceGroup: resourceGroup, name: name),
            path: ["retrieveEmailHistory"]
        ) { json throws(JSONFieldError) in try Self.items(json, OrderEmail.init(json:)) }
    }

    /// These answers are a bare list, not a page.
    private static func items<Item>(
        _ json: JSONValue,
        _ read: (JSONValue) throws(JSONFieldError) -> Item
    ) throws(JSONFieldError) -> [Item] {
        guard let elements = json.array else { throw JSONFieldError(pointer: "", expected: "a list", found: "something else") }
        var items: [Item] = []
        for element in elements { items.append(try read(element)) }
        return items
    }
}
