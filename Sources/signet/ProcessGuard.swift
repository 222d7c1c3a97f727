import Foundation

/// Keeps what is in this process's memory there.
enum ProcessGuard {
    /// No core dump, and in release builds nobody of the same account may attach or read the memory; a debug build can be debugged.
    static func closeMemory() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #if !DEBUG
            // Swift imports neither prctl, whose arguments vary in number, nor everywhere the name of this option (linux/prctl.h); it
            // takes these four.
            let setDumpable: Int32 = 4
            typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            if let symbol = dlsym(nil, "prctl") { _ = unsafeBitCast(symbol, to: Control.self)(setDumpable, 0, 0, 0, 0) }
        #endif
    }
}
