import CertificateMaterial
import FoundationEssentials

/// Owns the state machine: requests one after the other, and between them what the clock brings.
actor EmulatorCore {
    private static let spareKeyTarget = 3
    private static let longestSleepSeconds = 3600.0

    /// Between a change and the moment it is in the state file.
    private static let saveDelay = Duration.milliseconds(250)

    private var emulator: Emulator
    private let file: StateFile?
    private let now: @Sendable () -> Date
    private var isUnsaved = false
    private var saving: Task<Void, Never>?
    private var savedEvents = 0
    private var isStopping = false
    private var isMakingKey = false
    private var wake: (due: Date, rate: Double, task: Task<Void, Never>)?

    init(_ emulator: Emulator, file: StateFile? = nil, now: @escaping @Sendable () -> Date = { Date() }) {
        self.emulator = emulator
        self.file = file
        self.now = now
        isUnsaved = file != nil
    }

    deinit {
        wake?.task.cancel()
    }

    func answer(_ request: EmulatorRequest) -> Outcome {
        let outcome = emulator.answer(request, real: now())
        if request.method != "GET" { isUnsaved = true }
        prepare()
        return outcome
    }

    func certificate(_ serverName: String?) -> ServedCertificate? {
        catchUp()
        return serverName.flatMap(emulator.state.servedCertificate)
    }

    /// When what the front end shows for a host name ends; nil when it shows nothing.
    func servedEnd(_ hostName: String) -> Date? {
        catchUp()
        return emulator.state.servedEnd(hostName)
    }

    /// A request to the plain HTTP side.
    func answerPlain(_ request: EmulatorRequest) -> Outcome {
        let outcome = emulator.answerPlain(request, real: now())
        prepare()
        return outcome
    }

    func records(_ name: String, _ type: DNSRecordType) -> DNSAnswer {
        emulator.state.dnsAnswer(name, type)
    }

    /// The sites' plain HTTP side listens on this port; leaves name it from here on.
    func openPages(port: Int) {
        emulator.state.origin.httpPort = port
    }

    /// The ports of the last time, which a restart takes again where they are free.
    var origin: Origin { emulator.state.origin }

    /// The API listens on this port: from here on answers can name their own address, and time brings events.
    func open(port: Int) {
        emulator.state.origin.port = port
        prepare()
    }

    func readyDocument(caFile: String, host: String, ports: (frontEnd: Int, http: Int, dns: Int)) -> ReadyDocument {
        emulator.state.origin.frontEndPort = ports.frontEnd
        emulator.state.origin.dnsPort = ports.dns
        isUnsaved = true
        saveSoon()
        return ReadyDocument(emulator.state, caFile: caFile, host: host, ports: ports)
    }

    /// Ends what runs by itself and writes what is not written yet.
    func stop() async {
        sleepNoMore()
        isStopping = true
        await saving?.value
        noticeChanges()
        if isUnsaved { await save() }
        file?.close()
    }

    private func sleepNoMore() {
        wake?.task.cancel()
        wake = nil
    }

    /// Changes that come together are written together.
    private func saveSoon() {
        noticeChanges()
        guard file != nil, isUnsaved, saving == nil, !isStopping else { return }
        saving = Task { [weak self] in
            // Cut short or not, the save follows.
            try? await Task.sleep(for: Self.saveDelay)
            await self?.save()
        }
    }

    /// Time and first looks change the state too, without a request that writes.
    private func noticeChanges() {
        if emulator.state.eventCount != savedEvents || emulator.state.resources.hasChanges { isUnsaved = true }
    }

    private func save() async {
        guard let file else { return }
        isUnsaved = false
        savedEvents = emulator.state.eventCount
        let change = emulator.takeChange(real: now())
        do {
            try await file.save(change)
            saving = nil
            saveSoon()
        } catch {
            saving = nil
            emulator.markUnsaved()
            isUnsaved = true
            PrivateFile.complain("The state file \(file.path) could not be written: \(error). The emulator goes on and tries again.")
        }
    }

    private func catchUp() {
        emulator.state.catchUp(with: now())
        prepare()
    }

    private func prepare() {
        makeSpareKey()
        planWake()
        saveSoon()
    }

    /// Keys are made one at a time beside the requests, since one costs tens of milliseconds.
    private func makeSpareKey() {
        guard !isMakingKey, emulator.state.keyPool.isEmpty, emulator.state.spareKeys.count < Self.spareKeyTarget else { return }
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
        guard let due = emulator.state.agenda.nextDue, let delay = clock.realDelay(until: due, at: now()) else { return sleepNoMore() }
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
