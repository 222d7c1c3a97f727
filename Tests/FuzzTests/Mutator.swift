/// Damages inputs, the same way in every run.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]

    /// The words of the dictionary are put in now and then; seeds are joined with one another.
    init(seeds: [[UInt8]], words: [[UInt8]], number: UInt64) {
        self.seeds = seeds
        self.words = words
        state = number
    }

    /// A damaged copy of one of the seeds.
    mutating func mutant() -> [UInt8] {
        var bytes = seeds.randomElement(using: &self) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &self) { damage(&bytes) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        // Structure sits near the front: half of the changes go there.
        let front = Bool.random(using: &self) ? min(64, bytes.count) : bytes.count
        let start = Int.random(in: 0...front, using: &self)
        let end = min(bytes.count, start + Int.random(in: 0...4, using: &self))
        switch Int.random(in: 0..<8, using: &self) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: words.randomElement(using: &self) ?? [0], at: start)
        case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 3: bytes.replaceSubrange(start..<end, with: [UInt8.random(in: .min ... .max, using: &self)])
        case 4: if start < end { bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &self) }
        case 5: if start < end { bytes[start] = [0, 1, 0x7F, 0x80, 0x84, 0xFF].randomElement(using: &self) ?? 0 }
        case 6: bytes.removeSubrange(end...)
        default:
            let other = seeds.randomElement(using: &self) ?? []
            bytes.replaceSubrange(start..., with: other.dropFirst(Int.random(in: 0...other.count, using: &self)))
        }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
