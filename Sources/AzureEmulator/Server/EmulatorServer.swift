import Dispatch
import FoundationEssentials
import JSON

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A whole local Azure: identity, Resource Manager, Graph, Key Vault, a certificate authority, and the sites' front end.
package enum EmulatorServer {
    /// Runs in the foreground until SIGTERM or SIGINT, then stops cleanly and removes its files.
    package static func run(_ options: EmulatorOptions) async throws {
        // Before anybody can know that it runs: whoever reads the ready file may end it at once.
        let (signals, sources) = endSignals()
        defer { sources.forEach { $0.cancel() } }
        let emulator = try await start(options)
        for await _ in signals { break }
        await emulator.stop()
    }

    /// Starts everything and returns once all of it listens.
    package static func start(_ options: EmulatorOptions) async throws -> RunningEmulator {
        guard options.isLoopback || options.allowNonLoopback else {
            throw EmulatorError(
                description: "The emulator does not listen on \(options.host): whoever reaches it has all its rights. "
                    + "Use 127.0.0.1, or allow other addresses by the flag named for that danger."
            )
        }
        let file = try options.stateFile.map { path throws(EmulatorError) in try StateFile(path: path) }
        var emulator = try file?.load(at: options.now()) ?? fresh(options)
        emulator.state.origin.host = options.isLoopback ? "localhost" : options.host
        return try await listen(options, EmulatorCore(emulator, file: file, now: options.now), emulator.state.authority)
    }

    private static func fresh(_ options: EmulatorOptions) throws -> Emulator {
        let now = options.now()
        // The authority is older than the emulator, so that the clock may be set back.
        let authority = try Authority.make(validFrom: now.addingTimeInterval(-2 * 365 * 86_400))
        var state = EmulatorState(
            tenant: .make(),
            authority: authority,
            settings: options.settings,
            startingAt: now,
            seed: options.seed ?? UInt64.random(in: 0 ... .max)
        )
        state.keyPool = options.keyPool
        state.seed()
        return Emulator(state: state)
    }

    /// A port that was not asked for is the one of the last time, unless somebody has it now.
    private static func onLastPort<Listening>(
        _ asked: Int,
        _ last: Int,
        _ start: (Int) async throws -> Listening
    ) async throws -> Listening {
        if asked == 0, last != 0, let listening = try? await start(last) { return listening }
        return try await start(asked)
    }

    private static func listen(_ options: EmulatorOptions, _ core: EmulatorCore, _ authority: Authority) async throws -> RunningEmulator {
        let last = await core.origin
        let frontEnd = try await onLastPort(options.frontEndPort, last.frontEndPort) { port -> TLSFrontEnd in
            try await TLSFrontEnd.start(host: options.host, port: port) { await core.certificate($0) }
        }
        let pages = try await onLastPort(options.httpPort, last.httpPort) { port -> PageListener in
            try await PageListener.start(host: options.host, port: port) { await core.answerPlain($0) }
        }
        await core.openPages(port: pages.port)
        let dns = try await onLastPort(options.dnsPort, last.dnsPort) { port -> DNSListener in
            try await DNSListener.start(host: options.host, port: port) { await core.records($0, $1) }
        }
        let listening = try await onLastPort(options.port, last.port) { port -> APIListener in
            try await api(options, port: port, core, authority)
        }
        let caFile = options.readyFile.map { $0 + ".ca.pem" } ?? temporaryFolder + "/emulator-\(guid()).ca.pem"
        let ready = await core.readyDocument(
            caFile: caFile,
            host: options.host,
            ports: (frontEnd: frontEnd.port, http: pages.port, dns: dns.port)
        )
        let running = RunningEmulator(
            ready: ready,
            core: core,
            api: listening,
            frontEnd: frontEnd,
            pages: pages,
            dns: dns,
            files: [options.readyFile, caFile].compactMap(\.self)
        )
        do {
            try PrivateFile.write(Array(authority.caPEM.utf8), to: caFile)
            if let file = options.readyFile { try PrivateFile.write(ready.json.bytes(pretty: true) + [UInt8(ascii: "\n")], to: file) }
        } catch {
            await running.stop()
            throw error
        }
        return running
    }

    /// The API's certificate runs on real time, as its clients' checks do.
    private static func api(_ options: EmulatorOptions, port: Int, _ core: EmulatorCore, _ authority: Authority) async throws -> APIListener
    {
        let isName = IPAddress.bytes(of: options.host) == nil
        let identity = try authority.serverIdentity(
            dnsNames: ["localhost", "vault.localhost", "*.vault.localhost"] + (isName && options.host != "localhost" ? [options.host] : []),
            ipAddresses: ["127.0.0.1", "::1"] + (isName ? [] : [options.host]),
            from: Date().addingTimeInterval(-86_400)
        )
        return try await APIListener.start(
            host: options.host,
            port: port,
            certificatePEM: identity.certificateChainPEM,
            privateKeyPEM: identity.privateKeyPEM,
            core: core
        )
    }

    private static var temporaryFolder: String {
        ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    }

    private static func endSignals() -> (signals: AsyncStream<Void>, sources: [any DispatchSourceSignal]) {
        let (signals, seen) = AsyncStream<Void>.makeStream()
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { seen.yield() }
            source.resume()
            return source
        }
        return (signals, sources)
    }
}

/// A running emulator, its address book, and the way to end it.
package struct RunningEmulator: Sendable {
    package let ready: ReadyDocument
    let core: EmulatorCore
    let api: APIListener
    let frontEnd: TLSFrontEnd
    let pages: PageListener
    let dns: DNSListener
    let files: [String]

    /// Stops all listeners and removes the ready file and the CA file.
    package func stop() async {
        files.forEach(PrivateFile.remove)
        await api.stop()
        await frontEnd.stop()
        await pages.stop()
        await dns.stop()
        await core.stop()
    }
}
