import Workflows

extension Setting {
    /// The numbers of ``RenewalRules``, and what renewing costs.
    static let renewal =
        [
            days("leafDays", \.renewal.leafDays, "the longest a new certificate lasts; without it by the industry's calendar"),
            days("proofReuseDays", \.renewal.proofReuseDays, "how long a domain proof serves; without it by the industry's calendar"),
            days("chargedDays", \.renewal.chargedDays, 32, "so many days before the paid term's end a renewal buys the next one"),
            days("purchaseDays", \.renewal.purchaseDays, 30, "so many days before the paid term's end signet buys the next one"),
            days("windowDays", \.renewal.windowDays, 90, "the service renews so many days before a certificate's end, and not sooner"),
            days("autoRenewDays", \.renewal.autoRenewDays, 32, "so many days before the end the platform renews by itself"),
            days("proofMarginDays", \.renewal.proofMarginDays, 14, "a proof is made anew so many days before it is used up"),
            days("proofWarningDays", \.renewal.proofWarningDays, 30, "a proof that is used up so soon is warned of"),
            days("renewalProofDays", \.renewal.renewalProofDays, 45, "an unproven renewal or reissue is denied after so many days"),
            days("deadlineWarningDays", \.renewal.deadlineWarningDays, 7, "a deadline that is so near is warned of"),
            Setting(
                "renewal.dueShare",
                .share,
                \.renewal.dueShare,
                standard: "0.3333333333333333",
                "renewing is due when this share of a certificate's life is left"
            ),
        ]

    static let prices = [
        Setting(
            "prices.currency",
            .text("a currency, as `EUR`"),
            \.prices.currency,
            "of the prices this account pays; without them list prices are shown, and called that"
        ),
        Setting("prices.standard", .amount, \.prices.standard, "of a standard certificate for a year"),
        Setting("prices.wildcard", .amount, \.prices.wildcard, "of a wildcard certificate for a year"),
        Setting("prices.source", .text("words"), \.prices.source, "where these prices are from, as shown beside them"),
    ]

    private static func days(_ name: String, _ member: any WritableKeyPath<Settings, Int> & Sendable, _ standard: Int, _ what: String)
        -> Setting
    {
        Setting("renewal.\(name)", .days, member, standard: String(standard), what)
    }

    private static func days(_ name: String, _ member: any WritableKeyPath<Settings, Int?> & Sendable, _ what: String) -> Setting {
        Setting("renewal.\(name)", .days, member, what)
    }
}
