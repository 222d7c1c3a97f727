import Glibc

/// The entry is the one that the environment names.
private let entry = FuzzEntry.all.first { entry in
    getenv("FUZZ_ENTRY").map { String(cString: $0) } == entry.name
}

/// One run: zero when everything held, otherwise the process ends here.
@_cdecl("LLVMFuzzerTestOneInput")
public func runFuzzEntry(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let entry else { preconditionFailure("FUZZ_ENTRY names no entry") }
    do {
        _ = try entry.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        preconditionFailure("\(entry): \(error)")
    }
    return 0
}
