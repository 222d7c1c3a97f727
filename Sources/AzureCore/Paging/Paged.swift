import JSON

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
    ///   - read: Reads one item of the `value` array.
    public init(
        first: Result<AzureRequest, AzureError>,
        pipeline: Pipeline,
        maximumPages: Int = 10_000,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Item
    ) {
        pages = Pages(first: first, pipeline: pipeline, maximumPages: maximumPages, read: read)
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
        private var page: ArraySlice<Item> = []

        init(pages: Pages<Item>.Iterator) {
            self.pages = pages
        }

        /// The next item, nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AzureError) -> Item? {
            while page.isEmpty {
                guard let more = try await pages.next(isolation: actor) else { return nil }
                page = more[...]
            }
            return page.popFirst()
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
            let read = sequence.read
            let (items, link) = try response.decode { json throws(JSONFieldError) in try Self.page(json, read) }
            if let link { upcoming = .success(try Self.following(link, after: request, response)) }
            return items
        }

        private static func page(
            _ json: JSONValue,
            _ read: (JSONValue) throws(JSONFieldError) -> Item
        ) throws(JSONFieldError) -> ([Item], String?) {
            let fields = try JSONFields(json)
            var items: [Item] = []
            for element in try fields.array("value") ?? [] { items.append(try read(element)) }
            let link = try fields.string("nextLink")
            let graphLink = try fields.string("@odata.nextLink")
            return (items, (link ?? graphLink).flatMap { $0.isEmpty ? nil : $0 })
        }

        /// The link is opaque; only where it leads is checked, as the token goes with it.
        private static func following(
            _ link: String,
            after request: AzureRequest,
            _ response: AzureResponse
        ) throws(AzureError) -> AzureRequest {
            guard let origin = Origin(url: link), origin == Origin(url: request.url) else {
                throw response.malformed("the next page is on another host: \(link.prefix(200))")
            }
            var following = request
            following.url = link
            following.query = []
            return following
        }
    }
}
