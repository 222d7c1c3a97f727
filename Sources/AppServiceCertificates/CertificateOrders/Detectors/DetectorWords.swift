import AzureCore

/// What sort of detector it is.
public struct DetectorType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// One check.
    public static let detector = DetectorType(rawValue: "Detector")
    /// Several checks together.
    public static let analysis = DetectorType(rawValue: "Analysis")
    /// The overview of a category.
    public static let categoryOverview = DetectorType(rawValue: "CategoryOverview")

    /// The words known here.
    public static let allKnown: [DetectorType] = [.detector, .analysis, .categoryOverview]
}

/// How serious a finding is.
public struct InsightStatus: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Something is broken.
    public static let critical = InsightStatus(rawValue: "Critical")
    /// Something will break.
    public static let warning = InsightStatus(rawValue: "Warning")
    /// Worth knowing.
    public static let info = InsightStatus(rawValue: "Info")
    /// All is well.
    public static let success = InsightStatus(rawValue: "Success")
    /// No verdict.
    public static let none = InsightStatus(rawValue: "None")

    /// The words known here.
    public static let allKnown: [InsightStatus] = [.critical, .warning, .info, .success, .none]
}

/// How the portal would draw a finding.
public struct RenderingType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing.
    public static let noGraph = RenderingType(rawValue: "NoGraph")
    /// A table.
    public static let table = RenderingType(rawValue: "Table")
    /// A line over time.
    public static let timeSeries = RenderingType(rawValue: "TimeSeries")
    /// A line over time for each instance.
    public static let timeSeriesPerInstance = RenderingType(rawValue: "TimeSeriesPerInstance")
    /// A pie.
    public static let pieChart = RenderingType(rawValue: "PieChart")
    /// Figures in a row.
    public static let dataSummary = RenderingType(rawValue: "DataSummary")
    /// A mail.
    public static let email = RenderingType(rawValue: "Email")
    /// Findings.
    public static let insights = RenderingType(rawValue: "Insights")
    /// A finding with a drawing of its own.
    public static let dynamicInsight = RenderingType(rawValue: "DynamicInsight")
    /// Markdown text.
    public static let markdown = RenderingType(rawValue: "Markdown")
    /// Another detector.
    public static let detector = RenderingType(rawValue: "Detector")
    /// A choice.
    public static let dropDown = RenderingType(rawValue: "DropDown")
    /// Cards.
    public static let card = RenderingType(rawValue: "Card")
    /// A solution to apply.
    public static let solution = RenderingType(rawValue: "Solution")
    /// A gauge; the service misspells the word.
    public static let gauge = RenderingType(rawValue: "Guage")
    /// A form.
    public static let form = RenderingType(rawValue: "Form")
    /// Sets of changes.
    public static let changeSets = RenderingType(rawValue: "ChangeSets")
    /// An offer to switch change analysis on.
    public static let changeAnalysisOnboarding = RenderingType(rawValue: "ChangeAnalysisOnboarding")
    /// Changes.
    public static let changesView = RenderingType(rawValue: "ChangesView")
    /// Application Insights.
    public static let appInsight = RenderingType(rawValue: "AppInsight")
    /// A graph of dependencies.
    public static let dependencyGraph = RenderingType(rawValue: "DependencyGraph")
    /// Times without service.
    public static let downTime = RenderingType(rawValue: "DownTime")
    /// A card with a summary.
    public static let summaryCard = RenderingType(rawValue: "SummaryCard")
    /// A search.
    public static let searchComponent = RenderingType(rawValue: "SearchComponent")
    /// An offer to switch Application Insights on.
    public static let appInsightEnablement = RenderingType(rawValue: "AppInsightEnablement")

    /// The words known here.
    public static let allKnown: [RenderingType] = [
        .noGraph, .table, .timeSeries, .timeSeriesPerInstance, .pieChart, .dataSummary, .email, .insights, .dynamicInsight, .markdown,
        .detector, .dropDown, .card, .solution, .gauge, .form, .changeSets, .changeAnalysisOnboarding, .changesView, .appInsight,
        .dependencyGraph, .downTime, .summaryCard, .searchComponent, .appInsightEnablement,
    ]
}
