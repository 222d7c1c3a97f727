/// A cheap hash of a member name: its length and a few of its bytes. It decides nothing alone, names that share one are
/// always compared.
struct NameHash {
    /// 0 for names that are not plain ASCII: Swift may find two of them equal that differ in bytes.
    fileprivate let value: UInt64

    static let unknown = NameHash(value: 0)

    private init(value: UInt64) {
        self.value = value
    }

    init(ofASCII name: UnsafeBufferPointer<UInt8>) {
        guard let first = name.first, let last = name.last else {
            value = 1
            return
        }
        let inner = UInt64(name[name.count / 3]) << 16 | UInt64(name[name.count / 2]) << 24
        let sample = UInt64(first) | UInt64(last) << 8 | inner | UInt64(truncatingIfNeeded: name.count) << 32
        value = sample &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    init(_ name: String) {
        self = name.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 < 0x80 } ? NameHash(ofASCII: $0) : .unknown } ?? .unknown
    }

    /// False when the names differ for certain.
    @inline(__always)
    func mayBe(_ other: NameHash) -> Bool { value == other.value || value == 0 || other.value == 0 }
}

/// Tells quickly that a name has not been seen in an object, so that most objects are read without comparing names.
struct NameFilter {
    private var bits: UInt64 = 0

    func mayContain(_ hash: NameHash) -> Bool {
        hash.value == 0 || bits & Self.bit(hash.value) != 0
    }

    mutating func insert(_ hash: NameHash) {
        bits |= hash.value == 0 ? .max : Self.bit(hash.value)
    }

    private static func bit(_ value: UInt64) -> UInt64 { 1 << (value >> 58) }
}

/// The last long names seen, so that the elements of a list share their names' storage.
struct NameCache {
    /// Shorter names lie inside the `String` itself and cost no memory of their own.
    private static let lengths = 16...64
    private var entries = [String](repeating: "", count: 128)

    mutating func text(of name: UnsafeBufferPointer<UInt8>, hash: NameHash) -> String {
        guard Self.lengths.contains(name.count) else { return String(decoding: name, as: UTF8.self) }
        let slot = Int(hash.value >> 57)
        let isHit = entries[slot].utf8.withContiguousStorageIfAvailable { Self.areEqual(.init($0), .init(name)) } ?? false
        if !isHit { entries[slot] = String(decoding: name, as: UTF8.self) }
        return entries[slot]
    }

    /// Compares the cached name with one of at least 16 bytes, eight at a time; the last eight may overlap the ones before.
    private static func areEqual(_ cached: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Bool {
        guard cached.count == name.count else { return false }
        let last = name.count - 8
        for start in stride(from: 0, to: last, by: 8) where word(cached, start) != word(name, start) { return false }
        return word(cached, last) == word(name, last)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    }
}
