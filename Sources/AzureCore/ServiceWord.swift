/// A word of a service's vocabulary: known ones are static constants, unknown ones survive. Compared without casing, as the
/// services themselves are not consistent in it; the original spelling is kept.
public protocol ServiceWord: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The word as spelled by the service.
    var rawValue: String { get }
    /// Any word.
    init(rawValue: String)
    /// The words known here, in the order their service lists them; a service may send others.
    static var allKnown: [Self] { get }
}

extension ServiceWord {
    /// Equal when they differ in casing only.
    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.lowercased() == right.rawValue.lowercased()
    }

    /// Hashes the lower-cased word.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue.lowercased())
    }

    /// The word as spelled by the service.
    public var description: String { rawValue }

    /// A word from a literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }
}
