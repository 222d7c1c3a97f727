/// One parser of outside bytes, and what must hold whatever it is fed.
///
/// `make fuzz` feeds an entry millions of inputs that coverage chooses, `make test` some thousands of mutants that are the
/// same in every run. Both call the same function, so a finding of one is a test case of the other.
struct FuzzEntry: Sendable {
    /// The folder in Fuzz/ with its `Seeds` and perhaps its `Dictionary`.
    let name: String
    /// How many mutants `make test` tries: fewer where one costs more.
    let mutants: Int
    /// True when the bytes were read, false when they were refused as they should be.
    let check: @Sendable ([UInt8]) throws -> Bool

    init(_ name: String, mutants: Int = 2000, check: @escaping @Sendable ([UInt8]) throws -> Bool) {
        self.name = name
        self.mutants = mutants
        self.check = check
    }

    static let all: [FuzzEntry] = [
        .json, .resourceID, .errorBody, .headers, .dnsAnswer, .dnsQuestion, .certificate, .pem, .bundle, .emulatorRequest,
        .document, .mcp, .mcpHead, .canonicalRequest, .policy,
    ]
}

extension FuzzEntry: CustomStringConvertible {
    var description: String { name }
}

/// What should hold of every input and does not.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String
}

func hold(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(BrokenProperty) {
    guard condition else { throw BrokenProperty(description: otherwise()) }
}
