import Custody
import Foundation

extension Terminal {
    /// Asks on the terminal itself, whatever the standard streams are, and shows nothing of the answer. Nil without a terminal,
    /// or without an answer.
    ///
    /// The terminal's signals are off meanwhile, as in getpass: a process that is interrupted here would leave it silent.
    static func askSecret(_ question: String) -> Plaintext? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            tcsetattr(terminal, TCSAFLUSH, &before)
            say("\n", to: terminal)
        }
        say(question, to: terminal)
        return line(from: terminal)
    }

    /// The same twice, so that a slip of the hand locks nobody out.
    static func askNewSecret(_ question: String) -> Plaintext? {
        guard let first = askSecret(question), let second = askSecret("The same again: ") else { return nil }
        let areSame = first.withBytes { left in second.withBytes { right in left.elementsEqual(right) } }
        if areSame { return first }
        return nil
    }

    private static func line(from terminal: Int32) -> Plaintext? {
        var bytes = Data(count: 4096)
        defer { bytes.resetBytes(in: 0..<bytes.count) }
        var length = bytes.withUnsafeMutableBytes { read(terminal, $0.baseAddress, $0.count) }
        guard length > 0, length < bytes.count else { return nil }
        while length > 0, [0x0A, 0x0D].contains(bytes[length - 1]) { length -= 1 }
        // What Ctrl-C and Ctrl-\ send while signals are off.
        guard length > 0, !bytes.prefix(length).contains(0x03), !bytes.prefix(length).contains(0x1C) else { return nil }
        return Plaintext(bytes.prefix(length))
    }

    private static func say(_ text: String, to terminal: Int32) {
        _ = text.withCString { write(terminal, $0, strlen($0)) }
    }
}
