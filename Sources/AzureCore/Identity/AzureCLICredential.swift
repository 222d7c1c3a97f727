import FoundationEssentials
import JSON

/// The person signed in to the Azure CLI on this machine: for trying things out, not for services.
///
/// Source: `az account get-access-token --output json --resource {resource}`. It starts a program each time, which takes a second: wrap
/// it in a ``TokenCache``.
public struct AzureCLICredential: TokenCredential {
    /// Older CLIs tell a token's end in local time without a zone; such a token is taken for good this long.
    static let unknownLifetime = Duration.seconds(300)

    private let tenantId: String?
    private let subscriptionId: String?
    private let runner: ProcessRunner
    private let now: @Sendable () -> Date

    /// A credential for whoever is signed in.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant to ask for when the scope names none; nil for the CLI's own choice.
    ///   - subscriptionId: The subscription whose account to use; nil for the CLI's own choice. It stands back when a tenant is given.
    ///   - now: The real time, as the CLI names a token's end and not its life.
    public init(
        tenantId: String? = nil,
        subscriptionId: String? = nil,
        runner: ProcessRunner = .system,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.tenantId = tenantId
        self.subscriptionId = subscriptionId
        self.runner = runner
        self.now = now
    }

    /// A token of the CLI.
    ///
    /// Throws ``AzureError``: `.unauthenticated` when `az` is missing, nobody is signed in or the identity service refuses; `.timeout` when
    /// it does not end; `.invalidRequest` when a name has characters no name has; `.malformedResponse` when its output is no token.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        let command = try command(for: scope)
        let output: ProcessRunner.Output
        do {
            output = try await runner.run(command)
        } catch let failure as ProcessRunner.Failure {
            throw notRun(failure)
        } catch is CancellationError {
            throw error(.cancelled, "the task was cancelled", "Run it again; nothing was decided.")
        } catch {
            throw notRun(.notStarted("\(error)"))
        }
        guard output.status == 0 else { throw refused(output) }
        return try read(output)
    }

    private func command(for scope: TokenScope) throws(AzureError) -> ProcessRunner.Command {
        let suffix = "/.default"
        let resource = scope.value.hasSuffix(suffix) ? String(scope.value.dropLast(suffix.count)) : scope.value
        var arguments = ["account", "get-access-token", "--output", "json", "--resource", resource]
        if let tenant = scope.tenantId ?? tenantId {
            arguments += ["--tenant", tenant]
        } else if let subscriptionId {
            arguments += ["--subscription", subscriptionId]
        }
        // A value that starts with a dash would be taken for an option.
        guard [resource, scope.tenantId, tenantId, subscriptionId].compactMap(\.self).allSatisfy(Self.isPlain) else {
            let why = "resource, tenant or subscription is no plain name"
            throw error(.invalidRequest, why, "Correct tenant and subscription in the profile.")
        }
        return ProcessRunner.Command("az", arguments)
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty && !value.hasPrefix("-")
            && value.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"\"'`$;&|<>()\\".utf8.contains($0) }
    }

    private func read(_ output: ProcessRunner.Output) throws(AzureError) -> AccessToken {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: output.output)
        } catch {
            throw unreadable("\(error)")
        }
        guard let token = json["accessToken"]?.string, !token.isEmpty else { throw unreadable("no accessToken") }
        guard let end = json["expires_on"] else { return AccessToken(token: Secret(token), lifetime: Self.unknownLifetime) }
        guard let lifetime = TokenAnswer.remaining(end, Int(now().timeIntervalSince1970)) else {
            throw unreadable("the token has expired, or expires_on is no time")
        }
        return AccessToken(token: Secret(token), lifetime: lifetime)
    }

    /// The CLI says in prose what is wrong; numbers of the identity service in it have their own advice.
    private func refused(_ output: ProcessRunner.Output) -> AzureError {
        let text = Redaction.scrub(String(decoding: output.error.prefix(2048), as: UTF8.self))
        var refusal = error(.unauthenticated, "az exited with \(output.status): \(text)", "Sign in: `\(login)`.")
        guard let known = IdentityRefusal(in: text) else { return refusal }
        refusal.serviceCode = known.serviceCode
        refusal.code = known.code
        refusal.nextStep = known.nextStep
        return refusal
    }

    private func notRun(_ failure: ProcessRunner.Failure) -> AzureError {
        switch failure {
        case .notFound:
            error(
                .unauthenticated,
                "the Azure CLI (az) is not on the search path",
                "Install it (https://aka.ms/azure-cli) and sign in with `\(login)`, or choose another credential."
            )
        case .notStarted(let why): error(.unauthenticated, "az cannot be started: \(why)", "Mend the installation: `az version`.")
        case .timedOut: error(.timeout, "az did not end in time", "See what it waits for: `az account get-access-token --debug`.")
        case .tooMuchOutput: unreadable("it is longer than any token")
        }
    }

    private var login: String { tenantId.map { "az login --tenant \($0)" } ?? "az login" }

    private func unreadable(_ reason: String) -> AzureError {
        let nextStep = "Update the Azure CLI: `az upgrade`, then sign in: `\(login)`."
        return error(.malformedResponse, "the output of az cannot be read: \(reason)", nextStep)
    }

    private func error(_ code: AzureError.Code, _ message: String, _ nextStep: String) -> AzureError {
        AzureError(
            code: code,
            operation: "AzureCLI.token",
            target: "az account get-access-token",
            serviceMessage: message,
            nextStep: nextStep
        )
    }
}
