/// What a number of the identity service (`AADSTS…`) means for the caller: the sort of failure and what to do.
struct IdentityRefusal: Sendable, Hashable {
    let serviceCode: String
    let code: AzureError.Code
    let nextStep: String

    /// By the whole code, nil when the number is not known here.
    init?(serviceCode: String) {
        guard serviceCode.hasPrefix(Self.prefix), let number = Int(serviceCode.dropFirst(Self.prefix.count)),
            let row = Self.row(number)
        else { return nil }
        self.serviceCode = serviceCode
        code = row.code
        nextStep = row.nextStep
    }

    /// By the first code inside a text.
    init?(in text: String) {
        guard let start = text.ranges(of: Self.prefix).first else { return nil }
        let digits = text[start.upperBound...].prefix { $0.isASCII && $0.isNumber }
        self.init(serviceCode: Self.prefix + digits)
    }

    private static let prefix = "AADSTS"

    private static func row(_ number: Int) -> (code: AzureError.Code, nextStep: String)? {
        switch number {
        case 7_000_215: (.unauthenticated, newSecret("The client secret is wrong (often the secret's ID was pasted instead of its Value)"))
        case 7_000_222: (.unauthenticated, newSecret("The client secret has expired"))
        case 7_000_216:
            (.unauthenticated, "No secret reached the service: check that the place the profile's credential points to is not empty.")
        case 700_016:
            (.unauthenticated, "Check the client id and that the application exists in this tenant: `az ad app show --id <client id>`.")
        case 700_027:
            (
                .unauthenticated,
                "Upload the certificate to the application: `az ad app credential reset --id <client id> --append --cert @CERT.pem`; "
                    + "an expired one needs a new one."
            )
        case 700_021, 700_023:
            (.unauthenticated, "Check the profile's client id, tenant and cloud: the assertion is for another application or authority.")
        case 7_000_272:
            (
                .unauthenticated,
                "Check that the token comes from the issuer it names, and that this issuer publishes the key that signed it: "
                    + "its key set is named by <issuer>/.well-known/openid-configuration."
            )
        case 700_024:
            (
                .unauthenticated,
                "Set this machine's clock (`timedatectl set-ntp true`); for a federated token, have the platform renew its file."
            )
        case 70_021, 700_213: (.unauthenticated, federated("subject"))
        case 700_211: (.unauthenticated, federated("issuer"))
        case 700_212: (.unauthenticated, federated("audience (api://AzureADTokenExchange)"))
        case 90_002, 900_023: (.unauthenticated, "Check the tenant id in the profile: `az account show --query tenantId`.")
        case 70_011, 1_002_012, 500_011:
            (.invalidRequest, "Check the profile's cloud: a scope must be `<resource>/.default` of that cloud.")
        case 50_034, 50_126: (.unauthenticated, "Sign in with an account of this tenant: `az login --tenant <tenant>`.")
        case 53_003:
            (
                .forbidden,
                "Ask the tenant's administrator to let this identity through; the policy is named in the Entra admin center under "
                    + "Sign-in logs > Conditional Access."
            )
        case 65_001:
            (.forbidden, "Have an administrator consent to the application: `az ad app permission admin-consent --id <client id>`.")
        case 50_196:
            (.throttled, "Wait five minutes: the same token was asked for too often. Share one token cache instead of one per call.")
        case 90_033, 90_055: (.serviceUnavailable, "Wait a minute and run it again; service health: https://azure.status.microsoft/.")
        default: nil
        }
    }

    private static func newSecret(_ why: String) -> String {
        "\(why): create one in the Entra admin center under App registrations > Certificates & secrets, "
            + "copy its Value, and put that where the profile's credential points."
    }

    private static func federated(_ part: String) -> String {
        "Compare the token's \(part) with the application's federated credentials: `az ad app federated-credential list --id <client id>`."
    }
}
