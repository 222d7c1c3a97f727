import CertificateMaterial
import FoundationEssentials

/// Owns the state machine: requests one after the other, and between them what the clock brings.
actor EmulatorCore {
    private static let spareKeyTarget = 3
    private static let longestSleepSeconds = 3600.0

    private var emulator: Emulator
    private var isMakingKey = false
    private var wake: (due: Date, rate: Double, task: Task<Void, Never>)?

    init(_ emulator: Emulator) {
        self.emulator = emulator
    }

    deinit {
        wake?.task.cancel()
    }

    func answer(_ request: EmulatorRequest) -> Outcome {
        let outcome = emulator.answer(request, real: Date())
        prepare()
        return outcome
    }

    func certificate(_ serverName: String?) -> ServedCertificate? {
        catchUp()
        return serverName.flatMap(emulator.state.servedCertificate)
    }

    func page(host: String, path: String) -> String? {
        catchUp()
        return emulator.state.page(host: host, path: path)
    }

    func records(_ name: String, _ type: DNSRecordType) -> DNSAnswer {
        emulator.state.dnsAnswer(name, type)
    }

    /// The API listens on this port: from here on answers can name their own address, and time brings events.
    func open(port: Int) {
        emulator.state.origin.port = port
        prepare()
    }

    func readyDocument(caFile: String, host: String, ports: (frontEnd: Int, http: Int, dns: Int)) -> ReadyDocument {
        ReadyDocument(emulator.state, caFile: caFile, host: host, ports: ports)
    }

    func stop() {
        wake?.task.cancel()
        wake = nil
    }

    private func catchUp() {
        emulator.state.catchUp(with: Date())
        prepare()
    }

    private func prepare() {
        makeSpareKey()
        planWake()
    }

    /// Keys are made one at a time beside the requests, since one costs tens of milliseconds.
    private func makeSpareKey() {
        guard !isMakingKey, emulator.state.spareKeys.count < Self.spareKeyTarget else { return }
        isMakingKey = true
        Task.detached(priority: .utility) { [weak self] in
            let key = try? RSAPrivateKey.generate(bits: 2048)
            await self?.keep(key)
        }
    }

    private func keep(_ key: RSAPrivateKey?) {
        isMakingKey = false
        // Without a key there is nothing to keep; the next request tries again, or makes its own and reports the error.
        guard let key else { return }
        emulator.state.spareKeys.append(key)
        makeSpareKey()
    }

    /// Sleeps until the next event is due, so that it happens even when nobody asks.
    private func planWake() {
        let clock = emulator.state.clock
        guard let due = emulator.state.agenda.nextDue, let delay = clock.realDelay(until: due, at: Date()) else { return stop() }
        if let wake, wake.due == due, wake.rate == clock.rate { return }
        wake?.task.cancel()
        let sleep = Duration.seconds(min(delay, Self.longestSleepSeconds))
        let task = Task { [weak self] in
            // A cancelled sleep means another one has taken its place.
            guard (try? await Task.sleep(for: sleep)) != nil else { return }
            await self?.wakeUp()
        }
        wake = (due, clock.rate, task)
    }

    private func wakeUp() {
        wake = nil
        catchUp()
    }
}
