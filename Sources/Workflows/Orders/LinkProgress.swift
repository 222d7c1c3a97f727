import AppServiceCertificates

/// What a word of the vault link means for somebody who waits. The link is no long-running operation in the usual sense: most
/// of its words never become Succeeded or Failed by themselves.
enum LinkProgress: Sendable, Hashable {
    case waiting
    case succeeded
    case failed
}

extension OrderCertificate {
    var stateWord: String { status?.rawValue ?? "no state yet" }
    var progress: LinkProgress { link.progress }
}

extension KeyVaultLink {
    var progress: LinkProgress {
        switch status {
        case nil, .initialized?, .waitingOnCertificateOrder?, .unknown?: .waiting
        case .succeeded?: .succeeded
        default: .failed
        }
    }
}
