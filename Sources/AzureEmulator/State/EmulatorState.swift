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
    /// By name in lower case.
    var deletedVaults: [String: DeletedVault] = [:]
    /// Clients beside the tenant's own.
    var clients: [Client] = []
    /// By application id, the tenant's own client included.
    var proofs: [String: ApplicationProofs] = [:]
    /// Of other identity providers, by issuer.
    var issuerKeys: [String: IssuerKeys] = [:]
    var managedIdentities: [ManagedIdentity] = []
    /// By which a site's code shows App Service's token endpoint that it runs there.
    var identityHeader = guid()
    /// Provider namespaces, in lower case, the subscription is not registered for.
    var unregistered: Set<String> = []
    var throttle = Throttle()
    var zones = Zones()
    /// Pages the sites serve over plain HTTP, by `host/path`.
    var pages: [String: String] = [:]
    var ledger = Ledger()
    var mailbox = Mailbox()
    /// When which leaf was taken back, by serial number.
    var revocations: [String: Date] = [:]
    var requestLog = RequestLog()
    var faults = FaultTable()
    /// RSA keys made ahead of time, so that an order need not wait for one.
    var spareKeys: [RSAPrivateKey] = []
    /// Given out in turn, again and again, instead of new ones; empty unless somebody asked for that.
    var keyPool: [RSAPrivateKey] = []
    var tokenSigner: TokenSigner?
    /// The key of all seeded fleets.
    var fleetKey: RSAPrivateKey?
    private(set) var counter = 0
    /// How many events time has brought so far.
    private(set) var eventCount = 0

    /// A state as it was at a time, for a state file; what is not given here is set afterwards.
    init(tenant: Tenant, authority: Authority, settings: EmulatorSettings, clock: VirtualClock, now: Date, dice: UInt64, counter: Int) {
        self.tenant = tenant
        self.authority = authority
        self.settings = settings
        self.clock = clock
        self.now = now
        self.counter = counter
        random = SeededGenerator(seed: dice)
    }

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
        if bits == 2048, !keyPool.isEmpty { return keyPool[nextNumber() % keyPool.count] }
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
            eventCount += 1
            perform(entry.event)
        }
        now = target
    }

    private mutating func perform(_ event: Agenda.Event) {
        switch event {
        case .orderSubmitted(let id, let round): submitOrder(id, round)
        case .proofChecked(let id, let round): checkProof(id, round)
        case .orderIssued(let id, let round): issueOrder(id, round)
        case .proofDeadline(let id, let round): denyUnproven(id, round)
        case .leafExpired(let id, let serialNumber): expireOrder(id, serialNumber)
        case .expirationNear(let id, let serialNumber): warnOfExpiration(id, serialNumber)
        case .leafRevoked(let id, let serialNumber): revokeLeaf(id, serialNumber)
        case .orderRevoked(let id, let round): revokeOrder(id, round)
        case .linkWritten(let id): writeLink(id)
        case .certificatesSynced:
            syncCertificates()
            agenda.add(.certificatesSynced, at: now.addingTimeInterval(86_400))
        case .renewalsScanned:
            scanRenewals()
            agenda.add(.renewalsScanned, at: now.addingTimeInterval(8 * 3600))
        case .vaultPurged(let name): purgeWhenDue(name)
        case .secretsPurged(let vault): purgeSecretsWhenDue(vault)
        }
    }
}
