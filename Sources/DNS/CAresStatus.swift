// The library's status words are plain numbers up to version 1.26 and an enumeration since; its functions return plain
// numbers in both. These two read a word of either kind.

func statusNumber(_ status: Int32) -> Int32 { status }

func statusNumber<Status: RawRepresentable>(_ status: Status) -> Int32 where Status.RawValue == UInt32 { Int32(clamping: status.rawValue) }
