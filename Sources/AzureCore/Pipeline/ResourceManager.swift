import HTTPTypes
import JSON

/// What every Resource Manager client shares: a pipeline, a cloud, a subscription and an api-version.
public struct ResourceManager: Sendable {
    /// The way to the service.
    public let pipeline: Pipeline
    /// Endpoint and scope.
    public let cloud: AzureCloud
    /// The subscription the calls are about.
    public let subscriptionId: String
    /// Sent as the `api-version` of each call.
    public let apiVersion: String
    /// The refusals the service is known for.
    public let knownRefusals: [KnownRefusal]

    /// The shared part of a client.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String,
        knownRefusals: [KnownRefusal] = []
    ) {
        self.pipeline = pipeline
        self.cloud = cloud
        self.subscriptionId = subscriptionId
        self.apiVersion = apiVersion
        self.knownRefusals = knownRefusals
    }

    /// The id of the subscription.
    public var subscription: ResourceID { .subscription(subscriptionId) }

    /// The id of one of its resource groups.
    public func resourceGroup(_ name: String) -> ResourceID {
        .resourceGroup(name, subscriptionId: subscriptionId)
    }

    /// A request on a resource, or on what lies below it.
    ///
    /// - Parameter path: Segments added to the id: a collection (`providers`, namespace, type) or an action.
    /// - Throws: ``AzureError`` with code `.invalidRequest` when a name is empty, `.` or `..`.
    public func request(
        _ operation: String,
        _ method: HTTPRequest.Method,
        _ id: ResourceID,
        path: [String] = [],
        query: [(name: String, value: String)] = [],
        body: JSONValue? = nil,
        expecting statuses: Set<Int> = [200],
        repeatability: Repeatability = .read
    ) throws(AzureError) -> AzureRequest {
        let segments = id.segments + path
        let target = "/" + segments.joined(separator: "/")
        guard let path = URLText.path(segments) else {
            throw AzureError(
                code: .invalidRequest,
                operation: operation,
                target: target,
                serviceMessage: "a name in the resource id is empty or consists of dots only",
                nextStep: "Check subscription, resource group and resource names."
            )
        }
        return AzureRequest(
            operation: operation,
            method: method,
            url: cloud.resourceManager + path,
            query: query + [("api-version", apiVersion)],
            body: body,
            expectedStatuses: statuses,
            scope: cloud.resourceManagerScope,
            repeatability: repeatability,
            target: target,
            knownRefusals: knownRefusals,
            timeout: repeatability == .read ? .seconds(60) : .seconds(120)
        )
    }

    /// Reads one resource: `GET {id}{path}`.
    public func get<Model>(
        _ operation: String,
        _ id: ResourceID,
        path: [String] = [],
        query: [(name: String, value: String)] = [],
        read: (JSONValue) throws(JSONFieldError) -> Model
    ) async throws(AzureError) -> Model {
        try await pipeline.send(try request(operation, .get, id, path: path, query: query)).decode(read)
    }

    /// Writes one resource that answers at once: `PUT {id}{path}`, sent again after a failure.
    public func put<Model>(
        _ operation: String,
        _ id: ResourceID,
        path: [String] = [],
        body: JSONValue,
        expecting statuses: Set<Int> = [200, 201],
        read: (JSONValue) throws(JSONFieldError) -> Model
    ) async throws(AzureError) -> Model {
        let request = try request(operation, .put, id, path: path, body: body, expecting: statuses, repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(read)
    }

    /// Changes one resource: `PATCH {id}`, sent again after a failure.
    public func patch<Model>(
        _ operation: String,
        _ id: ResourceID,
        body: JSONValue,
        expecting statuses: Set<Int> = [200],
        read: (JSONValue) throws(JSONFieldError) -> Model
    ) async throws(AzureError) -> Model {
        let request = try request(operation, .patch, id, body: body, expecting: statuses, repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(read)
    }

    /// Deletes one resource: `DELETE {id}`, sent again after a failure.
    ///
    /// - Returns: True when it was there (200), false when there was nothing to delete (204); after a repetition, what the last
    ///   attempt found.
    public func delete(_ operation: String, _ id: ResourceID) async throws(AzureError) -> Bool {
        let request = try request(operation, .delete, id, expecting: [200, 204], repeatability: .idempotentWrite)
        return try await pipeline.send(request).status == 200
    }

    /// Starts an action that answers 204, without a body: `POST {id}{path}`.
    public func perform(
        _ operation: String,
        _ id: ResourceID,
        path: [String],
        body: JSONValue? = nil,
        repeatability: Repeatability = .idempotentWrite
    ) async throws(AzureError) {
        let request = try request(operation, .post, id, path: path, body: body, expecting: [204], repeatability: repeatability)
        _ = try await pipeline.send(request)
    }

    /// Asks for something by `POST {id}{path}`; it changes nothing, so it is repeated like a read.
    public func ask<Model>(
        _ operation: String,
        _ id: ResourceID,
        path: [String],
        body: JSONValue? = nil,
        read: (JSONValue) throws(JSONFieldError) -> Model
    ) async throws(AzureError) -> Model {
        try await pipeline.send(try request(operation, .post, id, path: path, body: body)).decode(read)
    }

    /// Goes on with an operation that a call to this cloud started, also in another process. A token of another cloud is
    /// `.invalidRequest`.
    public func resume<Result: Sendable>(
        _ token: OperationToken,
        states: OperationStates = .standard,
        whenEmpty: Result? = nil,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Result
    ) throws(AzureError) -> LongRunningOperation<Result> {
        try LongRunningOperation(
            resuming: token,
            endpoint: cloud.resourceManager,
            scope: cloud.resourceManagerScope,
            pipeline: pipeline,
            states: states,
            whenEmpty: whenEmpty,
            read: read
        )
    }

    /// Lists a collection: `GET {id}{path}`, page by page.
    public func list<Item: Sendable>(
        _ operation: String,
        _ id: ResourceID,
        path: [String],
        query: [(name: String, value: String)] = [],
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Item
    ) -> Paged<Item> {
        let first: Result<AzureRequest, AzureError>
        do {
            first = .success(try request(operation, .get, id, path: path, query: query))
        } catch {
            first = .failure(error)
        }
        return Paged(first: first, pipeline: pipeline, read: read)
    }
}
