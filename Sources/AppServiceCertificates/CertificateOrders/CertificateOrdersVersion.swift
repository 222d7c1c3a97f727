/// The api-versions of `Microsoft.CertificateRegistration`, and where the wire differs between them.
public struct CertificateOrdersVersion: Sendable, Hashable {
    /// The `api-version` parameter, a date.
    public let name: String
    /// The longest `validityInYears` the schema allows; the newest texts want exactly 1.
    public let maximumValidityYears: Int
    /// Whether answers carry the purchaser in `properties.contact`.
    public let hasContact: Bool
    /// Whether items of the action and e-mail histories are flat instead of nested in `properties`.
    public let hasFlatHistory: Bool
    /// Whether there are detectors.
    public let hasDetectors: Bool

    /// What clients use when nothing else is asked for.
    public static let standard = "2024-11-01"

    /// Every known version, oldest first.
    public static let all: [CertificateOrdersVersion] = [
        row("2015-08-01", years: 3), row("2018-02-01", years: 3), row("2019-08-01", years: 3),
        row("2020-06-01"), row("2020-09-01"), row("2020-10-01"),
        row("2020-12-01", detectors: true), row("2021-01-01", detectors: true), row("2021-01-15", detectors: true),
        row("2021-02-01", detectors: true), row("2021-03-01", detectors: true),
        row("2022-03-01", isFlat: true), row("2022-09-01", isFlat: true), row("2023-01-01", isFlat: true),
        row("2023-12-01", isFlat: true), row("2024-04-01", isFlat: true), row("2024-11-01", isFlat: true),
    ]

    /// The row of a version; an unknown one is taken for the newest row that is not younger, so that a later version behaves as
    /// the last one known here.
    public static func named(_ name: String) -> CertificateOrdersVersion? {
        all.last { $0.name <= name }
    }

    private static func row(
        _ name: String,
        years: Int = 1,
        detectors: Bool = false,
        isFlat: Bool = false
    ) -> CertificateOrdersVersion {
        CertificateOrdersVersion(
            name: name,
            maximumValidityYears: years,
            hasContact: isFlat,
            hasFlatHistory: isFlat,
            hasDetectors: detectors || isFlat
        )
    }
}
