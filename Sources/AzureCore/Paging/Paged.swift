import JSON

/// Where the answers of a list hold their items, and how the next page is asked for.
public enum PageStyle: Sendable, Hashable {
    /// Items in `value`; `nextLink` or `@odata.nextLink` is the URL of the next page.
    case link
    /// Items in `data`; `$skipToken` goes back in the `options` of the same body, as Resource Graph wants it.
    case skipToken
}

/// The items of a list, fetched page by page as they are asked for; memory stays that of one page.
///
/// ```swift
/// for try await order in orders.list() { … }
/// let everything = try await orders.list().all()
/// ```
///
/// Each iteration starts anew from the first page. A next link must stay on the host of the first request, and there is a
/// bound on the pages; either broken is ``AzureError`` code `.malformedResponse`.
public struct Paged<Item: Sendable>: AsyncSequence, Sendable {
    /// The element.
    public typealias Element = Item
    /// What is thrown.
    public typealias Failure = AzureError

    /// The pages themselves: each element holds the items of one answer, possibly none.
    public let pages: Pages<Item>

    /// A list.
    ///
    /// - Parameters:
    ///   - first: The request of the first page, or the error that kept it from being made.
    ///   - maximumPages: The bound on the pages of one iteration.
    ///   - read: Reads one item.
    public init(
        first: Result<AzureRequest, AzureError>,
        pipeline: Pipeline,
        style: PageStyle = .link,
        maximumPages: Int = 10_000,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Item
    ) {
        pages = Pages(first: first, pipeline: pipeline, style: style, maximumPages: maximumPages, read: read)
    }

    /// Starts at the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: pages.makeAsyncIterator())
    }

    /// All items in memory at once.
    public func all() async throws(AzureError) -> [Item] {
        var items: [Item] = []
        var pages = pages.makeAsyncIterator()
        while let page = try await pages.next(isolation: nil) { items += page }
        return items
    }

    /// Goes through the items.
    public struct Iterator: AsyncIteratorProtocol {
        var pages: Pages<Item>.Iterator
        /// What is left of the page, last item first: an item taken from the end is moved out, not copied.
        private var page: [Item] = []

        init(pages: Pages<Item>.Iterator) {
            self.pages = pages
        }

        /// The next item, nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AzureError) -> Item? {
            while page.isEmpty {
                guard let more = try await pages.next(isolation: actor) else { return nil }
                page = more
                page.reverse()
            }
            return page.popLast()
        }
    }
}

/// The pages of a list, see ``Paged``.
public struct Pages<Item: Sendable>: AsyncSequence, Sendable {
    /// The element: the items of one answer.
    public typealias Element = [Item]
    /// What is thrown.
    public typealias Failure = AzureError

    let first: Result<AzureRequest, AzureError>
    let pipeline: Pipeline
    let style: PageStyle
    let maximumPages: Int
    let read: @Sendable (JSONValue) throws(JSONFieldError) -> Item

    /// Starts at the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(sequence: self)
    }

    /// Goes through the pages.
    public struct Iterator: AsyncIteratorProtocol {
        private let sequence: Pages
        private var upcoming: Result<AzureRequest, AzureError>?
        private var pagesRead = 0

        init(sequence: Pages) {
            self.sequence = sequence
            upcoming = sequence.first
        }

        /// The next page, nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AzureError) -> [Item]? {
            guard let request = try upcoming?.get() else { return nil }
            upcoming = nil
            let response = try await sequence.pipeline.send(request)
            pagesRead += 1
            guard pagesRead <= sequence.maximumPages else {
                throw response.malformed("more than \(sequence.maximumPages) pages")
            }
            let (items, following) = try response.decode { json throws(JSONFieldError) in try sequence.page(json) }
            if let following { upcoming = .success(try sequence.request(following, after: request, response)) }
            return items
        }
    }
}

extension Pages {
    /// The items of one answer, and the link or the token of the next.
    private func page(_ json: JSONValue) throws(JSONFieldError) -> ([Item], String?) {
        let fields = try JSONFields(json)
        var items: [Item] = []
        for element in try fields.array(style == .link ? "value" : "data") ?? [] { items.append(try read(element)) }
        for name in style == .link ? ["nextLink", "@odata.nextLink"] : ["$skipToken"] {
            if let following = try fields.string(name), !following.isEmpty { return (items, following) }
        }
        return (items, nil)
    }

    private func request(
        _ following: String,
        after request: AzureRequest,
        _ response: AzureResponse
    ) throws(AzureError) -> AzureRequest {
        var next = request
        switch style {
        case .link:
            // The link is opaque; only where it leads is checked, as the token goes with it.
            guard let origin = Origin(url: following), origin == Origin(url: request.url) else {
                throw response.malformed("the next page is on another host: \(following.prefix(200))")
            }
            next.url = following
            next.query = []
        case .skipToken:
            var body = request.body?.object ?? [:]
            var options = body["options"]?.object ?? [:]
            options["$skipToken"] = .string(following)
            body["options"] = .object(options)
            next.body = .object(body)
        }
        return next
    }
}
