import FoundationEssentials
import JSON

/// The first place on the way from an order to those who connect that is not what signet wants it to be.
package struct Drift: Sendable, Hashable {
    package let hop: Hop
    /// What was looked at there.
    package let what: String
    package let detail: String
    /// The next command.
    package let fix: String
    /// When it was seen first.
    package var since: Date

    package init(_ hop: Hop, what: String, detail: String, fix: String, since: Date) {
        self.hop = hop
        self.what = what
        self.detail = detail
        self.fix = fix
        self.since = since
    }

    init?(_ finding: Finding, since: Date) {
        guard let hop = finding.hop else { return nil }
        self.init(hop, what: finding.what, detail: finding.detail, fix: finding.fix, since: since)
    }

    /// Whether it is the one that was seen before, whatever words it has now.
    func isSame(as other: Drift) -> Bool { hop == other.hop && what == other.what }

    package var json: JSONValue {
        [
            "hop": .string(hop.rawValue), "what": .string(what), "detail": .string(detail), "fix": .string(fix),
            "since": .string(RFC3339.text(since)),
        ]
    }

    init?(json: JSONValue?) {
        guard let json, let hop = json["hop"]?.string.flatMap(Hop.init(rawValue:)), let since = json["since"]?.string.flatMap(RFC3339.date)
        else { return nil }
        self.init(hop, what: json["what"]?.string ?? "", detail: json["detail"]?.string ?? "", fix: json["fix"]?.string ?? "", since: since)
    }
}

/// What the last look at an order left behind: what it found, and what the next look is held against.
package struct Sighting: Sendable, Hashable {
    /// The serial number signet knows to be meant; another one that it did not ask for is somebody else's.
    package var serial: String?
    /// Host names that were seen to have the order's certificate bound, each with the id of its site.
    package var hosts: [String: String] = [:]
    package var drift: Drift?
    /// One of the two principals may not do in the vault what it has to.
    package var lostRights: Drift?
    /// A host still serves what is revoked soon.
    package var overlap: Drift?
    /// A name was left out of the present certificate.
    package var droppedName: Drift?
    package var fraud: Drift?
    /// When the order's history was read last.
    package var historyAt: Date?
    /// What could not be looked at.
    package var unread: [String] = []
    /// When all this was seen; nil for an order that nobody has looked at yet.
    package var at: Date?

    package init() {}

    /// Whether somebody should know of it.
    var isRemarkable: Bool { notes.contains { $0.1 != nil } }

    private var notes: [(String, Drift?)] {
        [("drift", drift), ("lostRights", lostRights), ("overlap", overlap), ("droppedName", droppedName), ("fraud", fraud)]
    }

    package var json: JSONValue {
        var sites: JSONObject = [:]
        for (host, site) in hosts.sorted(by: { $0.key < $1.key }) { sites[host] = .string(site) }
        var object: JSONObject = ["hosts": .object(sites), "unread": .array(unread.map(JSONValue.string))]
        object["serial"] = serial.map(JSONValue.string)
        object["historyAt"] = historyAt.map { .string(RFC3339.text($0)) }
        for (name, note) in notes { object[name] = note?.json }
        return .object(object)
    }

    init(json: JSONValue, at: Date?) {
        serial = json["serial"]?.string
        for (host, site) in json["hosts"]?.object ?? [:] { hosts[host] = site.string ?? "" }
        unread = (json["unread"]?.array ?? []).compactMap(\.string)
        historyAt = json["historyAt"]?.string.flatMap(RFC3339.date)
        drift = Drift(json: json["drift"])
        lostRights = Drift(json: json["lostRights"])
        overlap = Drift(json: json["overlap"])
        droppedName = Drift(json: json["droppedName"])
        fraud = Drift(json: json["fraud"])
        self.at = at
    }
}
