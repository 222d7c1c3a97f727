import AzureCore
import JSON

/// Who has which role where.
public struct RoleAssignment: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The object id of the identity, not its application id.
    public let principalId: String
    /// The id of the role's definition; its last name is the role's GUID.
    public let roleDefinitionId: ResourceID?
    /// Where it holds, and below.
    public let scope: String?
    /// A condition that narrows it down; nil for none.
    public let condition: String?
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// The GUID of the role, in lower case.
    public var roleId: String? { roleDefinitionId?.name.lowercased() }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        principalId = try properties.requiredString("principalId")
        roleDefinitionId = try properties.string("roleDefinitionId").flatMap { ResourceID($0) }
        scope = try properties.string("scope")
        condition = try properties.string("condition")
        raw = json
    }
}

/// Role assignments (`Microsoft.Authorization/roleAssignments`).
public struct RoleAssignmentsClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2022-04-01"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = RoleAssignmentsClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The assignments that hold at a resource: those made on it and those inherited from above.
    ///
    /// Source: `GET {scope}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`.
    public func list(scope: ResourceID) -> Paged<RoleAssignment> {
        resources.list(
            "RoleAssignments.list",
            scope,
            path: ["providers", "Microsoft.Authorization", "roleAssignments"],
            query: [("$filter", "atScope()")],
            read: RoleAssignment.init(json:)
        )
    }
}
