import FoundationEssentials
import JSON

/// What is offered, to every client alike: it is put together once and never changes.
package final class Server: Sendable {
    package struct Identity: Sendable, Hashable {
        let name: String
        let title: String
        let version: String
        let instructions: String

        package init(name: String, title: String, version: String, instructions: String) {
            (self.name, self.title, self.version, self.instructions) = (name, title, version, instructions)
        }

        var json: JSONValue { ["name": .string(name), "title": .string(title), "version": .string(version)] }
    }

    /// Gives what an address holds, or nil where there is nothing.
    package typealias Reader = @Sendable (_ uri: String, Call) async throws -> ReadOutcome?

    package enum ReadOutcome: Sendable {
        case contents([ResourceContents])
        case ask([InputRequest], state: JSONValue? = nil)
    }

    package typealias Completer = @Sendable (CompletionRequest, Call) async throws -> [String]

    package struct CompletionRequest: Sendable, Hashable {
        package enum Reference: Sendable, Hashable {
            case prompt(String)
            case resource(String)
        }
        package let reference: Reference
        package let argument: String
        package let value: String
        /// What was chosen for other arguments already.
        package let context: [String: String]
    }

    package struct Limits: Sendable, Hashable {
        package var messageBytes = 1 << 20
        package var messageDepth = 64
        /// Requests at once in one conversation.
        package var running = 256
        package var listens = 16
        package var watchedResources = 100
        /// Notices of one request on their way to the client; more progress than that is left out.
        package var pending = 256
        package var pageSize = 100
        package var stateSeconds: Double = 600

        package init() {}

        var json: JSONLimits { JSONLimits(maximumBytes: messageBytes, maximumDepth: messageDepth) }
    }

    let identity: Identity
    let tools: Listing<Tool>
    let prompts: Listing<Prompt>
    let resources: Listing<Resource>
    let templates: Listing<ResourceTemplate>
    let read: Reader?
    let complete: Completer?
    let announcesChanges: Bool
    /// Milliseconds that a client may keep what is the same for everybody.
    let cacheMilliseconds: Int
    package let limits: Limits
    let seal: RequestSeal
    package let notices = Notices()
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - announcesChanges: whether the lists are said to change; what is announced is told through a call or `notices`.
    ///   - now: decides how long a state that a client carries is good.
    package init(
        _ identity: Identity,
        tools: [Tool] = [],
        prompts: [Prompt] = [],
        resources: [Resource] = [],
        templates: [ResourceTemplate] = [],
        read: Reader? = nil,
        complete: Completer? = nil,
        announcesChanges: Bool = false,
        cacheMilliseconds: Int = 300_000,
        limits: Limits = Limits(),
        seal: RequestSeal = RequestSeal(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.identity = identity
        self.tools = Listing("tools", tools, name: \.name, json: \.json, pageSize: limits.pageSize)
        self.prompts = Listing("prompts", prompts, name: \.name, json: \.json, pageSize: limits.pageSize)
        self.resources = Listing("resources", resources, name: \.uri, json: \.json, pageSize: limits.pageSize)
        self.templates = Listing("resourceTemplates", templates, name: \.uriTemplate, json: \.json, pageSize: limits.pageSize)
        self.read = read
        self.complete = complete
        self.announcesChanges = announcesChanges
        self.cacheMilliseconds = cacheMilliseconds
        self.limits = limits
        self.seal = seal
        self.now = now
    }

    /// Exactly what has handlers behind it.
    var capabilities: JSONObject {
        let changes: JSONValue = announcesChanges ? ["listChanged": true] : [:]
        var object: JSONObject = [:]
        if !tools.isEmpty { object["tools"] = changes }
        if read != nil { object["resources"] = announcesChanges ? ["subscribe": true, "listChanged": true] : ["subscribe": true] }
        if !prompts.isEmpty { object["prompts"] = changes }
        if complete != nil { object["completions"] = [:] }
        return object
    }
}
