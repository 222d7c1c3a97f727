/// What a caller may set about the emulator's behaviour, at the start or through the control API.
///
/// Spans in milliseconds and days are measured on the virtual clock. Where the live service's behaviour is not known, a setting
/// chooses among what it may be.
package struct EmulatorSettings: Sendable, Hashable {
    /// What a write does that repeats one still under way. Not known of the live service, so the default is the most expensive.
    package enum Repeated: String, Sendable, CaseIterable {
        case buysAgain, conflict, ignored
    }

    /// Who gets the next leaf of a paid term by itself, before the present one ends.
    package enum OverlappingLeaf: String, Sendable, CaseIterable {
        case autoRenewOrders, allOrders, never
    }

    /// How far a free renewal or a reissue reaches: as a new leaf may, or to the end of the leaf it replaces.
    package enum FreeIssuanceEnd: String, Sendable, CaseIterable {
        case capOrTermEnd, unchanged
    }

    /// Whether the days a leaf and a proof are good for are the settings below, or the industry's for the virtual date.
    package enum ValidityRule: String, Sendable, CaseIterable {
        case setting, calendar
    }

    /// What `nextAutoRenewalTimeStamp` speaks of: the next purchase, or the next leaf by itself, whichever of the two it is.
    package enum NextAutoRenewal: String, Sendable, CaseIterable {
        case term, leaf
    }

    /// The status an order has while it gets the next leaf of a term by itself.
    package enum OverlappingLeafStatus: String, Sendable, CaseIterable {
        case pendingIssuance = "Pendingissuance"
        case pendingRekey = "PendingRekey"
    }

    package enum Envelope: String, Sendable, CaseIterable {
        case arm, appService
    }

    /// Which budget of requests a caller has.
    package enum Throttling: String, Sendable, CaseIterable {
        case off, tokenBucket, hourly
    }

    /// What keeps a purchase from being taken, its dry run too.
    package enum PurchaseRefusal: String, Sendable, CaseIterable {
        case none, paymentMethod, offer, fraud
    }

    /// What `name` of `resendRequestEmails` may be.
    package enum MailTarget: String, Sendable, CaseIterable {
        case either, domain, address
    }

    package var repeatedPut = Repeated.buysAgain
    package var purchaseRefusal = PurchaseRefusal.none
    package var repeatedRenew = Repeated.buysAgain
    package var repeatedReissue = Repeated.conflict
    package var provisioningMilliseconds = 300
    package var verificationMilliseconds = 250
    package var issuanceMilliseconds = 250
    package var vaultLinkMilliseconds = 200
    /// From a vault's creation until its name is in the DNS.
    package var vaultNameMilliseconds = 0
    package var revocationMilliseconds = 60_000

    /// The most days a leaf may be valid, where the rule is the setting.
    package var leafValidityDays = 198
    /// How long a domain proof may be used again, where the rule is the setting.
    package var proofReuseDays = 198
    package var validityRule = ValidityRule.calendar
    /// How long an order waits for its domain proof before it is denied, at the purchase and afterwards.
    package var proofDeadlineDays = 45
    package var renewalProofDeadlineDays = 45
    /// Whether an order whose proof is stale gets a new token to publish.
    package var newTokenWhenStale = true

    /// Renewing by hand is possible within this many days of the expiration.
    package var renewalWindowDays = 90
    /// A renewal with more paid days left than this is free.
    package var chargedRenewalDays = 32
    /// Auto-renew buys the next term this many days before the paid one ends.
    package var autoRenewDays = 32
    /// How far a free renewal reaches, and how far a reissue does.
    package var freeIssuanceEnd = FreeIssuanceEnd.capOrTermEnd
    package var reissueEnd = FreeIssuanceEnd.unchanged
    package var overlappingLeaf = OverlappingLeaf.autoRenewOrders
    package var overlappingLeafStatus = OverlappingLeafStatus.pendingIssuance
    /// The next leaf of a paid term comes this many days before the present one ends, but no earlier than a share of its life,
    /// so that shorter leaves do not follow each other ever closer.
    package var overlapDays = 30
    package var overlapPercent = 20
    package var nextAutoRenewal = NextAutoRenewal.term
    package var expirationWarningDays = 30
    /// Until a replaced leaf is revoked, when a reissue does not say.
    package var revokeDelayHours = 72
    package var longestRevokeDelayHours = 168
    /// How often an order may be reissued; 0 means any number.
    package var reissueLimit = 0
    package var subscriptionActive = true

    /// How many orders the subscription may hold; 0 means any number.
    package var orderQuota = 0
    package var largestKeySize = 4096
    /// Whether order names must be 3 to 30 letters and digits, as the published naming rules say.
    package var strictOrderNames = false
    package var resendRequestEmailsName = MailTarget.either
    /// How refusals of the certificate business look.
    package var businessErrorEnvelope = Envelope.arm
    package var businessErrorStatus = 409
    /// The tag on a secret that tells a placeholder from a certificate.
    package var secretStateTag = "CertificateState"
    package var secretHasDates = false
    /// The first api-version whose actions and mails are flat.
    package var flatItemsSince = "2022-03-01"
    /// The first api-version that shows who bought an order, and the first that shows who made and changed it.
    package var contactSince = "2022-03-01"
    package var systemDataSince = "2024-11-01"
    /// Whether leaves are for clients too, as they were before 2026.
    package var leavesForClients = false

    package var pageSize = 100
    /// Announced to clients that poll.
    package var retryAfterSeconds = 1
    /// Whether accepted PUTs name an operation to poll in `Location`, and in `Azure-AsyncOperation`.
    package var locationHeader = true
    package var asyncOperationHeader = false
    package var patchAnswers201 = false
    /// Lifetime of access tokens, in real time.
    package var tokenLifetimeSeconds = 3599

    package var throttling = Throttling.off
    /// Size and refill a second of a caller's buckets.
    package var readBucket = 250
    package var readRefill = 25
    package var writeBucket = 200
    package var writeRefill = 10
    package var deleteBucket = 200
    package var deleteRefill = 10
    /// Budgets of the older regime, an hour.
    package var hourlyReads = 12_000
    package var hourlyWrites = 1_200
    package var hourlyDeletes = 15_000
    /// Secret transactions of one vault in ten seconds.
    package var vaultTransactions = 4_000

    package init() {}
}
