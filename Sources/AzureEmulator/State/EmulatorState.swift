import CertificateMaterial
import FoundationEssentials
import JSON

/// Everything the emulator knows, as one value: a request is a function from it to it, a snapshot is a copy.
struct EmulatorState: Sendable {
    let tenant: Tenant
    let authority: Authority
    var origin = Origin()
    var settings: EmulatorSettings
    var clock: VirtualClock
    /// The virtual time of the request or event at work.
    private(set) var now: Date
    var agenda = Agenda()
    var random: SeededGenerator
    var resources = ResourceTable()
    /// By vault name in lower case, since vault names are global.
    var vaults: [String: SecretStore] = [:]
    var zones = Zones()
    /// Pages the sites serve over plain HTTP, by `host/path`.
    var pages: [String: String] = [:]
    var ledger = Ledger()
    var requestLog = RequestLog()
    var faults = FaultTable()
    /// RSA keys made ahead of time, so that an order need not wait for one.
    var spareKeys: [RSAPrivateKey] = []
    var tokenSigner: TokenSigner?
    private var counter = 0

    init(tenant: Tenant, authority: Authority, settings: EmulatorSettings, startingAt start: Date, seed: UInt64) {
        self.tenant = tenant
        self.authority = authority
        self.settings = settings
        clock = VirtualClock(startingAt: start)
        now = start
        random = SeededGenerator(seed: seed)
    }

    /// 1, 2, 3 and so on: tells apart things of the same name.
    mutating func nextNumber() -> Int {
        counter += 1
        return counter
    }

    /// A spare key, or one made on the spot when there is none of that size.
    mutating func takeKey(bits: Int = 2048) throws -> RSAPrivateKey {
        guard bits == 2048, let key = spareKeys.popLast() else { return try RSAPrivateKey.generate(bits: bits) }
        return key
    }

    mutating func schedule(_ event: Agenda.Event, afterMilliseconds delay: Int) {
        agenda.add(event, at: now.addingTimeInterval(Double(delay) / 1000))
    }

    /// Runs what is due at a real time, each event at its own time, and leaves `now` at the virtual time.
    mutating func catchUp(with real: Date) {
        let target = clock.now(at: real)
        while let entry = agenda.popDue(at: target) {
            now = entry.due
            perform(entry.event)
        }
        now = target
    }

    private mutating func perform(_ event: Agenda.Event) {
        switch event {
        case .orderSubmitted(let id, let purchase): submitOrder(id, purchase)
        case .proofChecked(let id, let purchase): checkProof(id, purchase)
        case .orderIssued(let id, let purchase): issueOrder(id, purchase)
        case .proofDeadline(let id, let purchase): denyUnproven(id, purchase)
        case .leafExpired(let id, let serialNumber): expireOrder(id, serialNumber)
        case .linkWritten(let id): writeLink(id)
        case .certificatesSynced:
            syncCertificates()
            agenda.add(.certificatesSynced, at: now.addingTimeInterval(86_400))
        }
    }
}
