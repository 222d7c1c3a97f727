/// The seam to other programs: one closure that runs one to its end. No shell is involved, so an argument is never read as anything else.
public struct ProcessRunner: Sendable {
    /// Runs the program, or throws a ``Failure`` (or `CancellationError`).
    public let run: @Sendable (Command) async throws -> Output

    /// A runner made of a closure.
    public init(_ run: @escaping @Sendable (Command) async throws -> Output) {
        self.run = run
    }

    /// What is run.
    public struct Command: Sendable, Hashable {
        /// The program's name, looked up on the search path.
        public var program: String
        /// Its arguments.
        public var arguments: [String]
        /// When it is ended.
        public var timeout: Duration
        /// The longest standard output and the longest standard error kept, in bytes each.
        public var maximumOutputBytes: Int

        /// A command with all its parts.
        public init(_ program: String, _ arguments: [String], timeout: Duration = .seconds(60), maximumOutputBytes: Int = 1 << 20) {
            self.program = program
            self.arguments = arguments
            self.timeout = timeout
            self.maximumOutputBytes = maximumOutputBytes
        }
    }

    /// What it left behind. Its description shows neither stream, which may hold secrets.
    public struct Output: Sendable, CustomStringConvertible, CustomReflectable {
        /// The exit status; 128 and more when a signal ended it.
        public var status: Int32
        /// Standard output.
        public var output: [UInt8]
        /// Standard error.
        public var error: [UInt8]

        /// An output with all its parts.
        public init(status: Int32, output: [UInt8] = [], error: [UInt8] = []) {
            self.status = status
            self.output = output
            self.error = error
        }

        /// Status and lengths.
        public var description: String { "exit \(status) (\(output.count) bytes out, \(error.count) bytes error)" }

        /// A mirror without children.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }

    /// Why a program gave no output.
    public enum Failure: Error, Sendable, Hashable {
        /// It is not on the search path.
        case notFound
        /// It could not be started, in the system's words.
        case notStarted(String)
        /// It did not end in time.
        case timedOut
        /// It wrote more than is kept.
        case tooMuchOutput
    }
}
