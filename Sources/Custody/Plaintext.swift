import Foundation

/// Secret bytes with one owner. They are overwritten when the owner lets go, so a plaintext lives as long as the scope that
/// uses it and no longer.
package struct Plaintext: ~Copyable, Sendable {
    private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer

    /// Takes a copy of `bytes` and overwrites the original, as far as nobody else holds it.
    package init(taking bytes: inout Data) {
        buffer = .allocate(byteCount: bytes.count, alignment: 16)
        buffer.copyBytes(from: bytes)
        bytes.resetBytes(in: bytes.startIndex..<bytes.endIndex)
        bytes = Data()
    }

    package init(_ bytes: some Collection<UInt8>) {
        buffer = .allocate(byteCount: bytes.count, alignment: 16)
        buffer.copyBytes(from: bytes)
    }

    deinit {
        if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        buffer.deallocate()
    }

    package var count: Int { buffer.count }

    /// The bytes, for the time of the call. Nothing may keep the pointer.
    package borrowing func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try body(UnsafeRawBufferPointer(buffer))
    }
}
