import ArgumentParser
import AzureCore

/// The clouds a profile can name. An emulator is a cloud too, but its ready file says where it is.
enum CloudName: String, Sendable, CaseIterable, ExpressibleByArgument {
    case `public`
    case usgovernment
    case china

    var cloud: AzureCloud {
        switch self {
        case .public: .publicCloud
        case .usgovernment: .usGovernment
        case .china: .china
        }
    }

    /// App Service Certificates are sold in one cloud.
    var sellsCertificates: Bool { self == .public }
}
