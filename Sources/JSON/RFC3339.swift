import FoundationEssentials

/// Dates and times as the Azure APIs write them, read and written by arithmetic alone.
public enum RFC3339 {
    /// Reads `2026-01-31T08:00:00Z`, with an offset such as `+00:00` in place of `Z` and with any number of decimals.
    ///
    /// Nil for anything else, days that do not exist among it. A leap second counts as the second after it.
    public static func date(_ text: String) -> Date? {
        func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Date? {
            var reader = Reader(bytes: bytes)
            return reader.date()
        }
        return text.utf8.withContiguousStorageIfAvailable(read) ?? Array(text.utf8).withUnsafeBufferPointer(read)
    }

    /// Writes a date as `2026-01-31T08:00:00Z`: UTC, whole seconds, rounded down, or with three decimals.
    ///
    /// Years before 0 and after 9999 cannot be written; such a date becomes the first or last that can.
    public static func text(_ date: Date, milliseconds: Bool = false) -> String {
        // Unlike min and max, these two give the bound for a date that is not a number.
        let bounded = TimeInterval.minimum(.maximum(date.timeIntervalSince1970, earliest), latest)
        let total = Int((bounded * 1000).rounded())
        let (day, inDay) = floorDivide(total, 86_400_000)
        let (year, month, dayOfMonth) = civil(fromDay: day)
        let second = inDay / 1000
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func append(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
            var divisor = [1, 10, 100, 1000][digits - 1]
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
            bytes.append(UInt8(ascii: separator))
        }
        append(year, digits: 4, then: "-")
        append(month, digits: 2, then: "-")
        append(dayOfMonth, digits: 2, then: "T")
        append(second / 3600, digits: 2, then: ":")
        append(second / 60 % 60, digits: 2, then: ":")
        append(second % 60, digits: 2, then: milliseconds ? "." : "Z")
        if milliseconds { append(inDay % 1000, digits: 3, then: "Z") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let earliest: TimeInterval = -62_167_219_200
    private static let latest: TimeInterval = 253_402_300_799.999

    /// Days from 1970-01-01 to a day of the proleptic Gregorian calendar. Years are counted from March, so that the leap
    /// day is the last of its year.
    private static func day(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = floorDivide(marchYear, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDay day: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(day + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ number: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        mutating func date() -> Date? {
            guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"), let day = number(digits: 2),
                skip("T"), let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
                let second = number(digits: 2), let fraction = fraction(), let offset = offset(), position == bytes.count,
                (1...12).contains(month), (1...RFC3339.daysInMonth(month, of: year)).contains(day),
                hour < 24, minute < 60, second <= 60
            else { return nil }
            let days = RFC3339.day(year: year, month: month, day: day)
            let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
            return Date(timeIntervalSince1970: TimeInterval(seconds) + fraction)
        }

        private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

        private mutating func number(digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard byte.isDigit else { return nil }
                value = value * 10 + Int(byte - 0x30)
                position += 1
            }
            return value
        }

        /// Moves over one character; letters match in both cases.
        private mutating func skip(_ expected: Unicode.Scalar) -> Bool {
            guard byte == UInt8(ascii: expected) || (expected >= "A" && byte == UInt8(ascii: expected) | 0x20) else {
                return false
            }
            position += 1
            return true
        }

        /// Decimals beyond the ninth are read over.
        private mutating func fraction() -> TimeInterval? {
            guard skip(".") else { return 0 }
            guard byte.isDigit else { return nil }
            var billionths = 0
            var unit = 100_000_000
            while byte.isDigit {
                billionths += Int(byte - 0x30) * unit
                unit /= 10
                position += 1
            }
            return TimeInterval(billionths) / 1e9
        }

        private mutating func offset() -> Int? {
            if skip("Z") { return 0 }
            let isWest = byte == UInt8(ascii: "-")
            guard isWest || byte == UInt8(ascii: "+") else { return nil }
            position += 1
            guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else { return nil }
            return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
    }
}
