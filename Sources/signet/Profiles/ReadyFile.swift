import AzureCore
import Foundation
import JSON
import Workflows

/// How to reach a running emulator, as it wrote it down when it was ready.
struct ReadyFile: Sendable {
    let path: String
    let resourceManager: String
    let authority: String
    let graph: String
    let keyVaultSuffix: String
    let tenantId: String
    let clientId: String
    let clientSecret: String
    let subscriptionId: String
    let resourceGroup: String
    let caFile: String
    let control: String
    let frontEnd: (host: String, port: Int)
    /// Where the sites' pages are; nil in the ready file of an older emulator.
    let pages: (host: String, port: Int)?
    let dns: String
    let process: Int32

    init(path: String) throws {
        self.path = path
        do {
            let fields = try JSONFields(JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path)))))
            resourceManager = try fields.requiredString("arm")
            authority = try fields.requiredString("authority")
            graph = try fields.requiredString("graph")
            keyVaultSuffix = try fields.requiredString("keyVaultSuffix")
            tenantId = try fields.requiredString("tenantId")
            clientId = try fields.requiredString("clientId")
            clientSecret = try fields.requiredString("clientSecret")
            subscriptionId = try fields.requiredString("subscriptionId")
            resourceGroup = try fields.requiredString("resourceGroup")
            caFile = try fields.requiredString("caFile")
            control = try fields.requiredString("control")
            frontEnd = try Self.address(fields.requiredString("frontend"))
            pages = try fields.string("http").map(Self.address)
            dns = try fields.requiredString("dns")
            process = Int32(clamping: try fields.int("pid") ?? 0)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(
                .precondition,
                "No emulator can be reached through \(path).",
                why: (error as? CocoaError)?.localizedDescription ?? "\(error)",
                nextStep:
                    "Start one: signet emulator start — or name the ready file of a running one: signet profile add NAME --ready-file FILE"
            )
        }
    }

    var cloud: AzureCloud {
        AzureCloud(resourceManager: resourceManager, authority: authority, graph: graph, keyVaultSuffix: keyVaultSuffix)
    }

    var isRunning: Bool { process > 0 && kill(process, 0) == 0 }

    static func address(_ text: String) throws -> (host: String, port: Int) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let last = parts.last, let port = Int(last), (1...65_535).contains(port) else {
            throw Problem(
                .input,
                "'\(text)' is not an address.",
                why: "it has no port between 1 and 65535",
                nextStep: "Write it as host:port."
            )
        }
        return (parts.dropLast().joined(separator: ":"), port)
    }
}
