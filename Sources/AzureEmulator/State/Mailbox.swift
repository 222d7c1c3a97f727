import FoundationEssentials
import JSON

/// The mails the authority sent, oldest first; the oldest fall out when there are too many.
struct Mailbox: Sendable {
    enum Kind: String, Sendable {
        /// Asks the domain's administrator to approve the order.
        case approval
        case issuance
    }

    struct Mail: Sendable {
        let id: String
        let kind: Kind
        let orderID: String
        let address: String
        let domain: String
        /// What an approval proves: the token the order had when the mail was sent.
        let token: String
        let sent: Date
        var isApproved = false
    }

    private static let capacity = 10_000
    private(set) var mails: [Mail] = []

    var json: JSONValue { ["mails": .array(mails.map(\.json))] }

    mutating func add(_ mail: Mail) {
        mails.append(mail)
        if mails.count > Self.capacity { mails.removeFirst(mails.count - Self.capacity) }
    }

    init() {}

    init(json: JSONValue?) throws {
        mails = try (json?["mails"]?.array ?? []).map { try Mail(fields: JSONFields($0)) }
    }

    /// Marks a mail as approved; nil when there is none with that id that asks for it.
    mutating func approve(_ id: String) -> Mail? {
        guard let place = mails.firstIndex(where: { $0.id == id && $0.kind == .approval }) else { return nil }
        mails[place].isApproved = true
        return mails[place]
    }
}

extension Mailbox.Mail {
    var json: JSONValue {
        [
            "id": .string(id), "kind": .string(kind.rawValue), "orderId": .string(orderID), "to": .string(address),
            "domain": .string(domain), "token": .string(token), "sent": .string(RFC3339.text(sent, milliseconds: true)),
            "approved": .bool(isApproved),
        ]
    }

    init(fields: JSONFields) throws {
        self.init(
            id: try fields.requiredString("id"),
            kind: Mailbox.Kind(rawValue: try fields.requiredString("kind")) ?? .issuance,
            orderID: try fields.requiredString("orderId"),
            address: try fields.requiredString("to"),
            domain: try fields.requiredString("domain"),
            token: try fields.requiredString("token"),
            sent: try fields.date("sent") ?? .distantPast,
            isApproved: try fields.bool("approved") ?? false
        )
    }
}

extension EmulatorState {
    /// Sends a mail about an order and notes it in the order's history.
    mutating func mail(_ kind: Mailbox.Kind, about order: inout Resource, to address: String? = nil) {
        let address = address ?? "admin@\(order.domain)"
        let entry: JSONValue = ["emailId": .string(address), "timeStamp": .string(RFC3339.text(now))]
        order.hidden["emails"] = .array((order.hidden["emails"]?.array ?? []) + [entry])
        mailbox.add(
            Mailbox.Mail(
                id: String(nextNumber()),
                kind: kind,
                orderID: order.id,
                address: address,
                domain: order.domain,
                token: order.properties["domainVerificationToken"]?.string ?? "",
                sent: now
            )
        )
    }

    /// The administrator's click: the domain counts as proven for the token in the mail, and the authority looks at once.
    mutating func approveMail(_ id: String) throws(ServiceFailure) -> JSONValue {
        guard let mail = mailbox.approve(id) else { throw .control("no mail with the id '\(id)' asks for approval", status: 404) }
        if let order = resources[mail.orderID] {
            resources.update(order.id) { $0.hidden["approvedToken"] = .string(mail.token) }
            schedule(.proofChecked(id: order.id, round: order.round), afterMilliseconds: 0)
        }
        return mail.json
    }
}
