import AzureCore
import HTTPTypes
import JSON

/// Queries over the resources of many subscriptions at once (Azure Resource Graph).
///
/// ```swift
/// let query = "resources | where type =~ 'microsoft.certificateregistration/certificateorders' | project id, properties"
/// for try await row in graph.query(query, subscriptions: ids) { … }
/// ```
///
/// The answers may lag behind the resources themselves by some minutes: read a resource before acting on it.
///
/// Source: the document `resourcegraph` of `Microsoft.ResourceGraph`, api-version 2022-10-01.
public struct ResourceGraphClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2022-10-01"
    /// The most rows a page can hold.
    public static let maximumPageSize = 1000

    private let resources: ResourceManager

    /// A client for the tenant the pipeline's credential belongs to.
    public init(pipeline: Pipeline, cloud: AzureCloud, apiVersion: String = ResourceGraphClient.standardAPIVersion) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: "", apiVersion: apiVersion)
    }

    /// The rows of a query, page by page. Throws ``AzureError``: `.invalidRequest` for a query with a mistake.
    ///
    /// A query whose rows have no `id`, or that limits them itself, is answered with one page only.
    ///
    /// - Parameters:
    ///   - query: In the Kusto query language.
    ///   - subscriptions: The ids of the subscriptions to search; empty for all the credential can see.
    ///   - pageSize: How many rows a page holds, 1 to 1000.
    ///
    /// Source: `POST /providers/Microsoft.ResourceGraph/resources`.
    public func query(
        _ query: String,
        subscriptions: [String] = [],
        pageSize: Int = ResourceGraphClient.maximumPageSize
    ) -> Paged<JSONValue> {
        var body = JSONObject()
        if !subscriptions.isEmpty { body["subscriptions"] = .array(subscriptions.map(JSONValue.string)) }
        body["query"] = .string(query)
        body["options"] = ["$top": .number(JSONNumber(pageSize)), "resultFormat": "objectArray"]
        let first: Result<AzureRequest, AzureError>
        do {
            first = .success(
                try resources.request(
                    "ResourceGraph.query",
                    .post,
                    .tenant,
                    path: ["providers", "Microsoft.ResourceGraph", "resources"],
                    body: .object(body)
                )
            )
        } catch {
            first = .failure(error)
        }
        return Paged(first: first, pipeline: resources.pipeline, style: .skipToken) { row throws(JSONFieldError) in row }
    }
}
