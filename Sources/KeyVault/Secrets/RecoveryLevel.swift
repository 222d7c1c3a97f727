import AzureCore

/// What deleting a secret means in its vault.
public struct RecoveryLevel: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It is gone at once.
    public static let purgeable = RecoveryLevel(rawValue: "Purgeable")
    /// It can be recovered, and purged, for 90 days.
    public static let recoverableAndPurgeable = RecoveryLevel(rawValue: "Recoverable+Purgeable")
    /// It can be recovered for 90 days, and not purged.
    public static let recoverable = RecoveryLevel(rawValue: "Recoverable")
    /// The same, and the subscription cannot be cancelled away either.
    public static let recoverableProtectedSubscription = RecoveryLevel(rawValue: "Recoverable+ProtectedSubscription")
    /// It can be recovered, and purged, for the days the vault sets.
    public static let customizedRecoverableAndPurgeable = RecoveryLevel(rawValue: "CustomizedRecoverable+Purgeable")
    /// It can be recovered for the days the vault sets, and not purged.
    public static let customizedRecoverable = RecoveryLevel(rawValue: "CustomizedRecoverable")
    /// The same, and the subscription cannot be cancelled away either.
    public static let customizedRecoverableProtectedSubscription = RecoveryLevel(rawValue: "CustomizedRecoverable+ProtectedSubscription")

    /// The words known here.
    public static let allKnown: [RecoveryLevel] = [
        .purgeable, .recoverableAndPurgeable, .recoverable, .recoverableProtectedSubscription, .customizedRecoverableAndPurgeable,
        .customizedRecoverable, .customizedRecoverableProtectedSubscription,
    ]
}
