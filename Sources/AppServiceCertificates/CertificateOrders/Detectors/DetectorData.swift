import JSON

/// One table of what a detector found, and how the portal would draw it.
public struct DetectorData: Sendable, Hashable {
    /// The table.
    public let table: DetectorTable?
    /// How to draw it.
    public let rendering: DetectorRendering?

    /// Reads an element of `dataset`.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        table = try fields.model("table", DetectorTable.init(json:))
        rendering = try fields.model("renderingProperties", DetectorRendering.init(json:))
    }
}

/// A table: columns and rows of cells.
public struct DetectorTable: Sendable, Hashable {
    /// Its name.
    public let tableName: String?
    /// Its columns.
    public let columns: [DetectorColumn]
    /// Its rows; a cell is mostly a string, may hold HTML, and may be null.
    public let rows: [[JSONValue]]

    /// Reads a `table` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        tableName = try fields.string("tableName")
        columns = try fields.models("columns", DetectorColumn.init(json:))
        rows = (try fields.array("rows") ?? []).map { $0.array ?? [$0] }
    }

    /// The cells of a row by the names of their columns.
    public func cells(_ row: [JSONValue]) -> [String: JSONValue] {
        let named = zip(columns, row).compactMap { column, cell in column.columnName.map { ($0, cell) } }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }
}

/// A column of a table.
public struct DetectorColumn: Sendable, Hashable {
    /// Its name.
    public let columnName: String?
    /// The type of its cells, `String` and the like.
    public let dataType: String?
    /// What it means, where the service says so.
    public let columnType: String?

    /// Reads an element of `columns`.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        columnName = try fields.string("columnName")
        dataType = try fields.string("dataType")
        columnType = try fields.string("columnType")
    }
}

/// How the portal would draw a table.
public struct DetectorRendering: Sendable, Hashable {
    /// The sort of drawing.
    public let type: RenderingType?
    /// Its title.
    public let title: String?
    /// What it shows.
    public let description: String?

    /// Reads a `renderingProperties` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        type = try fields.word("type")
        title = try fields.string("title")
        description = try fields.string("description")
    }
}
