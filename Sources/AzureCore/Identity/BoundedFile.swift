#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A small file, read whole, whatever its length claims to be: a token file may be a pipe or a link to a device.
enum BoundedFile {
    enum Failure: Error, Hashable {
        case unreadable(String)
        case tooLong(Int)
    }

    static func read(_ path: String, maximumBytes: Int) throws(Failure) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw .unreadable(String(cString: strerror(errno))) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
        guard count <= maximumBytes else { throw .tooLong(maximumBytes) }
        return Array(bytes.prefix(count))
    }
}

extension BoundedFile.Failure: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .tooLong(let limit): "it has more than \(limit) bytes"
        }
    }
}
