import JSON

/// Settings by name: how the control API shows and changes them.
extension EmulatorSettings {
    private typealias Number = (name: String, field: any WritableKeyPath<EmulatorSettings, Int> & Sendable, range: ClosedRange<Int>)
    private typealias Flag = (name: String, field: any WritableKeyPath<EmulatorSettings, Bool> & Sendable)
    private typealias Text = (name: String, field: any WritableKeyPath<EmulatorSettings, String> & Sendable)

    private static let milliseconds = 0...86_400_000
    private static let days = 0...3_650
    private static let count = 0...1_000_000

    private static let numbers: [Number] = [
        ("provisioningMilliseconds", \.provisioningMilliseconds, milliseconds),
        ("verificationMilliseconds", \.verificationMilliseconds, milliseconds),
        ("issuanceMilliseconds", \.issuanceMilliseconds, milliseconds),
        ("vaultLinkMilliseconds", \.vaultLinkMilliseconds, milliseconds),
        ("vaultNameMilliseconds", \.vaultNameMilliseconds, milliseconds),
        ("revocationMilliseconds", \.revocationMilliseconds, milliseconds),
        ("leafValidityDays", \.leafValidityDays, 1...825),
        ("proofReuseDays", \.proofReuseDays, 1...825),
        ("proofDeadlineDays", \.proofDeadlineDays, 1...365),
        ("renewalProofDeadlineDays", \.renewalProofDeadlineDays, 1...365),
        ("renewalWindowDays", \.renewalWindowDays, days),
        ("chargedRenewalDays", \.chargedRenewalDays, days),
        ("autoRenewDays", \.autoRenewDays, days),
        ("overlapDays", \.overlapDays, days),
        ("overlapPercent", \.overlapPercent, 0...100),
        ("expirationWarningDays", \.expirationWarningDays, days),
        ("revokeDelayHours", \.revokeDelayHours, 0...8_760),
        ("longestRevokeDelayHours", \.longestRevokeDelayHours, 0...8_760),
        ("reissueLimit", \.reissueLimit, count),
        ("orderQuota", \.orderQuota, count),
        ("largestKeySize", \.largestKeySize, 2048...4096),
        ("businessErrorStatus", \.businessErrorStatus, 400...499),
        ("pageSize", \.pageSize, 1...10_000),
        ("retryAfterSeconds", \.retryAfterSeconds, 0...3600),
        ("tokenLifetimeSeconds", \.tokenLifetimeSeconds, 1...86_400),
        ("readBucket", \.readBucket, 1...1_000_000), ("readRefill", \.readRefill, count),
        ("writeBucket", \.writeBucket, 1...1_000_000), ("writeRefill", \.writeRefill, count),
        ("deleteBucket", \.deleteBucket, 1...1_000_000), ("deleteRefill", \.deleteRefill, count),
        ("hourlyReads", \.hourlyReads, 1...1_000_000), ("hourlyWrites", \.hourlyWrites, 1...1_000_000),
        ("hourlyDeletes", \.hourlyDeletes, 1...1_000_000), ("vaultTransactions", \.vaultTransactions, 1...1_000_000),
    ]

    private static let flags: [Flag] = [
        ("newTokenWhenStale", \.newTokenWhenStale), ("subscriptionActive", \.subscriptionActive),
        ("strictOrderNames", \.strictOrderNames), ("secretHasDates", \.secretHasDates), ("locationHeader", \.locationHeader),
        ("asyncOperationHeader", \.asyncOperationHeader), ("patchAnswers201", \.patchAnswers201),
        ("leavesForClients", \.leavesForClients),
    ]

    private static let texts: [Text] = [
        ("secretStateTag", \.secretStateTag), ("flatItemsSince", \.flatItemsSince), ("contactSince", \.contactSince),
        ("systemDataSince", \.systemDataSince),
    ]

    private static let choices: [Choice] = [
        Choice("repeatedPut", \.repeatedPut), Choice("repeatedRenew", \.repeatedRenew), Choice("repeatedReissue", \.repeatedReissue),
        Choice("purchaseRefusal", \.purchaseRefusal),
        Choice("validityRule", \.validityRule), Choice("freeIssuanceEnd", \.freeIssuanceEnd),
        Choice("reissueEnd", \.reissueEnd), Choice("overlappingLeaf", \.overlappingLeaf),
        Choice("overlappingLeafStatus", \.overlappingLeafStatus), Choice("nextAutoRenewal", \.nextAutoRenewal),
        Choice("resendRequestEmailsName", \.resendRequestEmailsName),
        Choice("businessErrorEnvelope", \.businessErrorEnvelope), Choice("throttling", \.throttling),
    ]

    /// A setting that is one of some words.
    private struct Choice: Sendable {
        let name: String
        let words: [String]
        let read: @Sendable (EmulatorSettings) -> String
        let write: @Sendable (inout EmulatorSettings, String) -> Void

        init<Word>(_ name: String, _ field: any WritableKeyPath<EmulatorSettings, Word> & Sendable)
        where Word: RawRepresentable<String> & CaseIterable & SendableMetatype {
            self.name = name
            words = Word.allCases.map(\.rawValue)
            read = { $0[keyPath: field].rawValue }
            write = { settings, text in
                if let word = Word(rawValue: text) { settings[keyPath: field] = word }
            }
        }
    }

    var json: JSONValue {
        var object: JSONObject = [:]
        for choice in Self.choices { object[choice.name] = .string(choice.read(self)) }
        for number in Self.numbers { object[number.name] = .number(JSONNumber(self[keyPath: number.field])) }
        for flag in Self.flags { object[flag.name] = .bool(self[keyPath: flag.field]) }
        for text in Self.texts { object[text.name] = .string(self[keyPath: text.field]) }
        return .object(object)
    }

    /// Changes what the object names; a name or value it does not know is refused and nothing is changed.
    mutating func apply(_ changes: JSONObject) throws(ServiceFailure) {
        var changed = self
        // Whoever names days wants them, unless the same change says that the calendar decides.
        if changes["leafValidityDays"] != nil || changes["proofReuseDays"] != nil { changed.validityRule = .setting }
        for (name, value) in changes { try changed.set(name, value) }
        self = changed
    }

    private mutating func set(_ name: String, _ value: JSONValue) throws(ServiceFailure) {
        if let number = Self.numbers.first(where: { $0.name == name }) {
            guard let new = value.int, number.range.contains(new) else {
                throw .control("setting \(name) must be a whole number from \(number.range.lowerBound) to \(number.range.upperBound)")
            }
            self[keyPath: number.field] = new
        } else if let choice = Self.choices.first(where: { $0.name == name }) {
            guard let word = value.string, choice.words.contains(word) else {
                throw .control("setting \(name) must be one of \(choice.words.joined(separator: ", "))")
            }
            choice.write(&self, word)
        } else if let flag = Self.flags.first(where: { $0.name == name }) {
            guard let new = value.bool else { throw .control("setting \(name) must be true or false") }
            self[keyPath: flag.field] = new
        } else if let text = Self.texts.first(where: { $0.name == name }) {
            guard let new = value.string, (1...64).contains(new.utf8.count) else {
                throw .control("setting \(name) must be a text of 1 to 64 characters")
            }
            self[keyPath: text.field] = new
        } else {
            throw .control("setting \(name) is unknown; GET this address for the settings there are")
        }
    }
}
