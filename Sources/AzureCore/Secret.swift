/// A value that must not appear in text: its description, debug description and mirror all say `<redacted>`.
///
/// ```swift
/// let secret = Secret("hunter2")
/// print(secret)            // <redacted>
/// send(secret.reveal())    // the one place that sees it
/// ```
public struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    /// Wraps a value; nothing is copied out of it until ``reveal()`` is called.
    public init(_ value: Value) {
        self.value = value
    }

    /// The value itself. Call it where the value is used, not where it is passed on.
    public func reveal() -> Value {
        value
    }
}

extension Secret: Equatable where Value: Equatable {}

extension Secret: Hashable where Value: Hashable {}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
