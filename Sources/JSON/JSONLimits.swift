/// How large and how deep a document may be before parsing refuses it.
///
/// ```swift
/// let page = try JSONValue(parsing: body, limits: JSONLimits(maximumBytes: 1 << 20, maximumDepth: 16))
/// ```
public struct JSONLimits: Sendable, Hashable {
    /// The largest accepted document, in bytes.
    public let maximumBytes: Int

    /// How many arrays and objects may be open at once; 1 allows `[]` but not `[[]]`. Never above ``deepest``.
    public let maximumDepth: Int

    /// The largest depth that can be asked for, since each open level costs stack: 512.
    public static let deepest = 512

    /// 8 MiB and 64 levels, ample for every document the Azure APIs send.
    public static let standard = JSONLimits(maximumBytes: 8 << 20, maximumDepth: 64)

    /// Limits of one's own; a depth above ``deepest`` is lowered to it.
    public init(maximumBytes: Int, maximumDepth: Int) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, Self.deepest)
    }
}

/// Why a document is not JSON, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong at the position, without the document's own values.
    public let reason: String

    /// The line of the position, from 1; lines end with a line feed.
    public let line: Int

    /// The column of the position, from 1, counted in Unicode scalars.
    public let column: Int

    /// The position as a count of bytes from the start of the document.
    public let offset: Int

    /// For example `line 3, column 7: expected ',' or '}' in this object`.
    public var description: String { "line \(line), column \(column): \(reason)" }

    /// Finds line and column of the offset by counting; errors are rare, so the parser keeps only an offset.
    init(_ reason: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.reason = reason
        self.offset = offset
        self.line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        self.column = 1 + before[lineStart...].count { !UTF8.isContinuation($0) }
    }
}
