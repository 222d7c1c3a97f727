import AzureCore
import JSON

/// Who has which role where.
public struct RoleAssignment: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name, a GUID.
    public let name: String?
    /// The resource type.
    public let type: String?
    /// The object id of the identity, not its application id.
    public let principalId: String
    /// What the identity is, in newer api-versions.
    public let principalType: PrincipalType?
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
        name = try fields.string("name")
        type = try fields.string("type")
        principalType = try properties.string("principalType").map { PrincipalType(rawValue: $0) }
        principalId = try properties.requiredString("principalId")
        roleDefinitionId = try properties.string("roleDefinitionId").flatMap { ResourceID($0) }
        scope = try properties.string("scope")
        condition = try properties.string("condition")
        raw = json
    }
}

/// What an identity is.
public struct PrincipalType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A person.
    public static let user = PrincipalType(rawValue: "User")
    /// A group of identities.
    public static let group = PrincipalType(rawValue: "Group")
    /// An application, managed identities included.
    public static let servicePrincipal = PrincipalType(rawValue: "ServicePrincipal")
    /// A group of another tenant.
    public static let foreignGroup = PrincipalType(rawValue: "ForeignGroup")
    /// A device.
    public static let device = PrincipalType(rawValue: "Device")

    /// The words known here.
    public static let allKnown: [PrincipalType] = [.user, .group, .servicePrincipal, .foreignGroup, .device]
}

/// Role assignments (`Microsoft.Authorization/roleAssignments`).
///
/// Source: the document `authorization-RoleAssignmentCalls` of `Microsoft.Authorization`, api-version 2022-04-01.
public struct RoleAssignmentsClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2022-04-01"

    private static let provider = "Microsoft.Authorization"

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
            path: ["providers", Self.provider, "roleAssignments"],
            query: [("$filter", "atScope()")],
            read: RoleAssignment.init(json:)
        )
    }

    /// Gives an identity a role at a scope and below. The assignment is named by the caller, so that repeating the call makes no
    /// second one.
    ///
    /// Throws `.conflict` with `RoleAssignmentExists` when the identity has the role there under another name, `.invalidRequest`
    /// with `PrincipalNotFound` for an identity made a moment ago when its type is not given.
    ///
    /// - Parameters:
    ///   - name: A GUID of one's own.
    ///   - role: The GUID of the role.
    ///   - principalId: The object id of the identity.
    ///
    /// Source: `PUT {scope}/providers/Microsoft.Authorization/roleAssignments/{name}`, answers 201 (200 when it was there).
    public func create(
        scope: ResourceID,
        name: String,
        role: String,
        principalId: String,
        principalType: PrincipalType = .servicePrincipal
    ) async throws(AzureError) -> RoleAssignment {
        let definition = resources.subscription.resource(Self.provider, "roleDefinitions", role)
        let properties: JSONObject = [
            "roleDefinitionId": .string(definition.description), "principalId": .string(principalId),
            "principalType": .string(principalType.rawValue),
        ]
        return try await resources.put(
            "RoleAssignments.create",
            scope.resource(Self.provider, "roleAssignments", name),
            body: ["properties": .object(properties)],
            read: RoleAssignment.init(json:)
        )
    }

    /// Takes an assignment back.
    ///
    /// Source: `DELETE {scope}/providers/Microsoft.Authorization/roleAssignments/{name}`.
    ///
    /// - Returns: Whether there was such an assignment.
    @discardableResult
    public func delete(scope: ResourceID, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("RoleAssignments.delete", scope.resource(Self.provider, "roleAssignments", name))
    }
}
