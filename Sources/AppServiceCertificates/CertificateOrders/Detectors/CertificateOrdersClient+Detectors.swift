import AzureCore
import FoundationEssentials
import JSON

// The service's own diagnostics, from api-version 2020-12-01 on.
extension CertificateOrdersClient {
    /// The detectors there are for an order. Throws `.notFound` or `.invalidRequest` under an older api-version.
    ///
    /// Source: `GET {order}/detectors`.
    public func detectors(resourceGroup: String, name: String) -> Paged<Detector> {
        resources.list(
            "CertificateOrders.detectors",
            id(resourceGroup: resourceGroup, name: name),
            path: ["detectors"],
            read: Detector.init(json:)
        )
    }

    /// What one detector found.
    ///
    /// - Parameters:
    ///   - detector: Its name, for example `AutoRenewStatus`.
    ///   - from: The start of the time looked at; nil lets the service choose.
    ///   - until: Its end; nil lets the service choose.
    ///   - timeGrain: The step of time series as an ISO 8601 duration, for example `PT10M`.
    ///
    /// Source: `GET {order}/detectors/{detector}`.
    public func detector(
        resourceGroup: String,
        name: String,
        detector: String,
        from: Date? = nil,
        until: Date? = nil,
        timeGrain: String? = nil
    ) async throws(AzureError) -> Detector {
        let query = [("startTime", from.map { RFC3339.text($0) }), ("endTime", until.map { RFC3339.text($0) }), ("timeGrain", timeGrain)]
        return try await resources.get(
            "CertificateOrders.detector",
            id(resourceGroup: resourceGroup, name: name),
            path: ["detectors", detector],
            query: query.compactMap { name, value in value.map { (name, $0) } },
            read: Detector.init(json:)
        )
    }
}
