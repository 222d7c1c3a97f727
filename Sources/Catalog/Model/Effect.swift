/// What a call leaves behind.
package enum Effect: String, Sendable, Hashable, CaseIterable {
    case read
    case write
    case delete
    /// Costs money, or replaces what was paid for.
    case purchase
}

/// How a call can be taken back.
package enum Reversibility: Sendable, Hashable {
    /// It changes nothing.
    case nothingToUndo
    /// By calling this operation.
    case by(String)
    /// By calling it again with what was there before.
    case byItself
    case none

    package var text: String {
        switch self {
        case .nothingToUndo: "nothing to undo"
        case .by(let operation): operation
        case .byItself: "itself, with the former content"
        case .none: "none"
        }
    }
}
