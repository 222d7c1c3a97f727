/// A number as it was written: `1.0`, `1e3` and 40 digits survive unchanged.
///
/// Two numbers are equal when their texts are; compare ``int`` or ``double`` to compare magnitudes.
public struct JSONNumber: Sendable, Hashable, ExpressibleByIntegerLiteral {
    /// The number in JSON's grammar, such as `-12.50e+3`.
    public let text: String

    /// A whole number.
    public init(_ value: Int) {
        text = String(value)
    }

    /// A binary floating-point number in its shortest exact form; nil for NaN and the infinities, which JSON cannot write.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    /// The text kept as it is; nil when it is not exactly one JSON number.
    public init?(text: String) {
        var copy = text
        let isNumber = copy.withUTF8 { bytes in
            var end = 0
            return Self.scan(bytes, from: &end) == nil && end == bytes.count
        }
        guard isNumber else { return nil }
        self.text = text
    }

    /// A whole number by literal.
    public init(integerLiteral value: Int) {
        self.init(value)
    }

    /// For the parser, which has checked the text.
    init(checked text: String) {
        self.text = text
    }

    /// The value when it is written without fraction and exponent and fits; otherwise nil.
    public var int: Int? { Int(text) }

    /// The nearest binary floating-point value; nil when the magnitude is beyond its range.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Moves `position` over one number and returns nil, or returns what is wrong at the position it stopped.
    static func scan(_ bytes: UnsafeBufferPointer<UInt8>, from position: inout Int) -> String? {
        func byte() -> UInt8 { position < bytes.count ? bytes[position] : 0 }
        func digits() -> Bool {
            let start = position
            while byte().isDigit { position += 1 }
            return position > start
        }

        if byte() == UInt8(ascii: "-") { position += 1 }
        if byte() == UInt8(ascii: "0") {
            position += 1
            if byte().isDigit { return "a number must not start with 0 followed by a digit" }
        } else if !digits() {
            return "expected a digit in this number"
        }
        if byte() == UInt8(ascii: ".") {
            position += 1
            guard digits() else { return "expected a digit after the decimal point" }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
            guard digits() else { return "expected a digit in this exponent" }
        }
        return nil
    }
}

extension UInt8 {
    /// True for the bytes of the digits 0 to 9.
    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }
}
