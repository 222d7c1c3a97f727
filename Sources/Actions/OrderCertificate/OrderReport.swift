import AzureCore
import JSON
import Workflows

/// What an order came to. `json` is the stable form for programs.
package struct OrderReport: Sendable {
    package struct ServedHost: Sendable {
        package let hostName: String
        package let serialNumber: String
        package let ok: Bool
    }

    package let name: String
    package let status: String
    package let domain: String
    package let serialNumber: String?
    package let thumbprint: String?
    package let expirationTime: String?
    package let keyVaultSecretId: String?
    package let served: [ServedHost]
    package let run: String
    package let id: String
    /// Who made the key: `platform`, `sealed` or `supplied`.
    package let key: String
    /// What is left to do when all that can be done from here is done.
    package let next: String?
    /// The DNS record somebody has to set before the order can go on.
    package let record: DNSRecord?

    init(run: String, result: JSONValue, record: DNSRecord? = nil) {
        func text(_ key: String) -> String? { result[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        self.run = run
        self.record = record
        name = text("name") ?? ""
        id = text("id") ?? ""
        key = text("key") ?? KeyChoice.platformWord
        next = text("next")
        status = text("status") ?? ""
        domain = text("domain") ?? ""
        serialNumber = text("serialNumber")
        thumbprint = text("thumbprint")
        expirationTime = text("expirationTime")
        keyVaultSecretId = text("keyVaultSecretId")
        served = (result["served"]?.array ?? []).map {
            ServedHost(hostName: $0["hostName"]?.string ?? "", serialNumber: $0["serialNumber"]?.string ?? "", ok: $0["ok"]?.bool ?? false)
        }
    }

    /// The report of a run that still waits.
    init(run: String, input: ProvisionInput, wait: Wait) {
        self.init(
            run: run,
            result: [
                "name": .string(input.name), "id": .string(input.order.description), "status": "Waiting", "domain": .string(input.domain),
                "key": .string(input.key.word),
            ],
            record: wait.record
        )
    }

    package var json: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? nil }
        return [
            "name": .string(name), "id": .string(id), "domain": .string(domain), "status": .string(status),
            "serialNumber": optional(serialNumber),
            "thumbprint": optional(thumbprint), "expirationTime": optional(expirationTime), "keyVaultSecretId": optional(keyVaultSecretId),
            "served": .array(
                served.map { ["hostName": .string($0.hostName), "serialNumber": .string($0.serialNumber), "ok": .bool($0.ok)] }
            ),
            "run": .string(run), "record": record?.json ?? nil, "key": .string(key), "next": optional(next),
        ]
    }
}
