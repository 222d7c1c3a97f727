import CAres
import Glibc

/// One question to one server, run to its end on the calling thread.
struct DNSQuery {
    let name: String
    let type: DNSRecordType
    let server: String
    let timeout: Duration
    let tries: Int

    /// How long the loop sleeps at most before it looks whether the question was cancelled.
    private static let longestSleep = timeval(tv_sec: 0, tv_usec: 50_000)

    /// A zero-terminated list of at most this many sockets is what the library can hand out.
    private static let maximumSockets = 16

    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == statusNumber(ARES_SUCCESS)

    /// Filled by the library's callback, on the thread that runs the loop.
    private final class Reply {
        var status: Int32?
        var message: [UInt8] = []
    }

    func run(isCancelled: () -> Bool) throws(DNSError) -> DNSMessage {
        let channel = try openChannel()
        let reply = Reply()
        // The library calls back exactly once per question, at the latest from ares_destroy, while `reply` is alive.
        defer { withExtendedLifetime(reply) { ares_destroy(channel) } }
        ares_query(
            channel,
            name,
            Int32(1),
            Int32(type.rawValue),
            { context, status, _, bytes, length in
                guard let context else { return }
                let reply = Unmanaged<Reply>.fromOpaque(context).takeUnretainedValue()
                reply.status = status
                reply.message = Array(UnsafeBufferPointer(start: bytes, count: max(0, Int(length))))
            },
            Unmanaged.passUnretained(reply).toOpaque()
        )
        while reply.status == nil {
            if isCancelled() { throw error(.cancelled) }
            Self.turn(channel)
        }
        return try message(of: reply)
    }

    private func openChannel() throws(DNSError) -> ares_channel {
        guard ServerAddress.isValid(server) else { throw error(.invalidServer) }
        guard Self.isLibraryReady else { throw error(.library("the resolver library did not start")) }
        var options = ares_options()
        // The response is handed over whatever its code, so that the code can be told; no search domains, no host aliases.
        options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES
        options.timeout = Int32(clamping: timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000)
        options.tries = Int32(clamping: tries)
        var opened: ares_channel?
        let status = ares_init_options(&opened, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES)
        guard status == statusNumber(ARES_SUCCESS), let channel = opened else { throw error(.library(Self.text(status))) }
        guard ares_set_servers_ports_csv(channel, server) == statusNumber(ARES_SUCCESS) else {
            ares_destroy(channel)
            throw error(.invalidServer)
        }
        return channel
    }

    /// Waits for one of the channel's sockets, the next retry or the longest sleep, and lets the library act on it.
    private static func turn(_ channel: ares_channel) {
        var sockets = [ares_socket_t](repeating: -1, count: maximumSockets)
        let wanted = ares_getsock(channel, &sockets, Int32(maximumSockets))
        var polled: [pollfd] = []
        for (place, socket) in sockets.enumerated() {
            let reads = wanted & (1 << place) != 0
            let writes = wanted & (1 << (place + maximumSockets)) != 0
            guard reads || writes else { continue }
            polled.append(pollfd(fd: socket, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0))
        }
        var longest = longestSleep
        var next = timeval()
        let wait = ares_timeout(channel, &longest, &next)?.pointee ?? longestSleep
        poll(&polled, nfds_t(polled.count), Int32(clamping: wait.tv_sec * 1000 + (Int(wait.tv_usec) + 999) / 1000))
        for entry in polled where entry.revents != 0 {
            let isWritable = Int32(entry.revents) & POLLOUT != 0
            let isReadable = Int32(entry.revents) & ~POLLOUT != 0
            ares_process_fd(channel, isReadable ? entry.fd : noSocket, isWritable ? entry.fd : noSocket)
        }
        ares_process_fd(channel, noSocket, noSocket)
    }

    private static let noSocket: ares_socket_t = -1

    private func message(of reply: Reply) throws(DNSError) -> DNSMessage {
        guard reply.message.isEmpty else {
            guard let message = DNSMessage(reply.message) else { throw error(.malformedAnswer) }
            guard message.rcode == 0 || message.rcode == 3 else { throw error(.rcode(message.rcode)) }
            return message
        }
        let status = reply.status ?? 0
        switch status {
        case statusNumber(ARES_ETIMEOUT): throw error(.timeout)
        case statusNumber(ARES_ECONNREFUSED): throw error(.unreachable)
        case statusNumber(ARES_EBADNAME): throw error(.invalidName)
        case statusNumber(ARES_EBADRESP): throw error(.malformedAnswer)
        default: throw error(.library(Self.text(status)))
        }
    }

    func error(_ failure: DNSError.Failure) -> DNSError {
        DNSError(name: name, type: type, server: server, failure: failure)
    }

    private static func text(_ status: Int32) -> String {
        ares_strerror(status).map { String(cString: $0) } ?? "status \(status)"
    }
}
