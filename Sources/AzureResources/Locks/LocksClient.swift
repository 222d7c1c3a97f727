import AzureCore
import JSON

/// What a lock keeps from happening.
public struct LockLevel: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing that is known here.
    public static let notSpecified = LockLevel(rawValue: "NotSpecified")
    /// Deletion.
    public static let canNotDelete = LockLevel(rawValue: "CanNotDelete")
    /// Every change.
    public static let readOnly = LockLevel(rawValue: "ReadOnly")

    /// The words known here.
    public static let allKnown: [LockLevel] = [.notSpecified, .canNotDelete, .readOnly]
}

/// A lock on a scope and everything below it (`Microsoft.Authorization/locks`).
public struct Lock: Sendable, Hashable {
    /// The resource id; the scope is what comes before `/providers/Microsoft.Authorization/locks`.
    public let id: ResourceID?
    /// The name.
    public let name: String?
    /// The resource type.
    public let type: String?
    /// What it keeps from happening.
    public let level: LockLevel?
    /// Why it is there.
    public let notes: String?
    /// The application ids of its owners.
    public let owners: [String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        level = try properties.string("level").map { LockLevel(rawValue: $0) }
        notes = try properties.string("notes")
        var owners: [String] = []
        for owner in try properties.list("owners") ?? [] {
            if let application = try owner.string("applicationId") { owners.append(application) }
        }
        self.owners = owners
        raw = json
    }
}

/// Locks, which keep orders and vaults from being deleted by mistake. The portal puts one named `AppServiceCertificateLock` on
/// a vault.
///
/// Source: the document `locks` of `Microsoft.Authorization`, api-version 2016-09-01.
public struct LocksClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2016-09-01"

    private static let provider = "Microsoft.Authorization"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = LocksClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The locks on a scope, those inherited from above and those on resources below it.
    ///
    /// - Parameter atScope: True leaves out what is below.
    ///
    /// Source: `GET {scope}/providers/Microsoft.Authorization/locks`.
    public func list(scope: ResourceID, atScope: Bool = false) -> Paged<Lock> {
        resources.list(
            "Locks.list",
            scope,
            path: ["providers", Self.provider, "locks"],
            query: atScope ? [("$filter", "atScope()")] : [],
            read: Lock.init(json:)
        )
    }

    /// Puts a lock on a scope; it holds for everything below, too. Needs `Microsoft.Authorization/locks/write`.
    ///
    /// Source: `PUT {scope}/providers/Microsoft.Authorization/locks/{name}`, answers 200 or 201.
    public func create(
        scope: ResourceID,
        name: String,
        level: LockLevel = .canNotDelete,
        notes: String? = nil
    ) async throws(AzureError) -> Lock {
        var properties: JSONObject = ["level": .string(level.rawValue)]
        properties["notes"] = notes.map(JSONValue.string)
        return try await resources.put(
            "Locks.create",
            scope.resource(Self.provider, "locks", name),
            body: ["properties": .object(properties)],
            read: Lock.init(json:)
        )
    }

    /// Takes a lock off.
    ///
    /// Source: `DELETE {scope}/providers/Microsoft.Authorization/locks/{name}`.
    ///
    /// - Returns: Whether there was such a lock.
    @discardableResult
    public func delete(scope: ResourceID, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("Locks.delete", scope.resource(Self.provider, "locks", name))
    }
}
