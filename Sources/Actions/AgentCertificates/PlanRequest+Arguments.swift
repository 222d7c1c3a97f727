import AppServiceCertificates
import Gateway
import JSON
import Workflows

extension PlanRequest {
    /// What `cert_plan` takes: a verb of signet's, a certificate, and what the verb needs beside it.
    static let argumentSchema: JSONValue = {
        func text(_ description: String, most: Int = 300) -> JSONValue {
            ["type": "string", "minLength": 1, "maxLength": .number(JSONNumber(most)), "description": .string(description)]
        }
        return [
            "type": "object", "required": ["action", "certificate"], "additionalProperties": false,
            "properties": [
                "action": ["enum": ["order", "renew", "reissue", "verify-domain", "store", "bind", "sync", "retire"]],
                "certificate": text("The name of the order.", most: 90),
                "resource_group": text("Its resource group, where several orders have that name.", most: 90),
                "parameters": [
                    "type": "object", "additionalProperties": false,
                    "properties": [
                        "domain": text("order: the domain.", most: 253),
                        "wildcard": ["type": "boolean", "description": "order: all names one level below the domain."],
                        "key_vault": text("order, store: a vault of the same group, or its whole id."),
                        "secret": text("order, store: the name of the vault's secret.", most: 127),
                        "site": text("order, bind: an app of the same group, or its whole id."),
                        "host_names": ["type": "array", "maxItems": 50, "items": text("order, bind: a host name.", most: 253)],
                        "key": ["enum": ["platform", "sealed"], "description": "order, renew, reissue: who makes the key."],
                        "key_size": ["enum": [2048, 3072, 4096], "description": "order, reissue: its bits."],
                        "overlap_hours": [
                            "type": "integer", "minimum": 0, "maximum": .number(JSONNumber(ReissueInput.longestOverlap)),
                            "description": "reissue: how long the old one stays good.",
                        ],
                        "unbind": ["type": "boolean", "description": "retire: take away what uses it first."],
                    ],
                ],
                "reason": text("Why, for the people who may have to agree."),
            ],
        ]
    }()

    /// What needs nothing but the certificate's name.
    static let plainVerbs: Set<String> = ["renew", "reissue", "verify-domain", "sync", "retire"]

    init(arguments: JSONValue, defaultResourceGroup: String?) throws(Refusal) {
        let given = arguments["parameters"] ?? [:]
        let target = OrderName(arguments["certificate"]?.string ?? "", resourceGroup: arguments["resource_group"]?.string)
        let key: KeyChoice? = given["key"]?.string.map { $0 == KeyChoice.sealedWord ? .sealed : .platform }
        let hosts = (given["host_names"]?.array ?? []).compactMap(\.string)
        func needed(_ name: String) throws(Refusal) -> String {
            guard let text = given[name]?.string else {
                throw Refusal(
                    .invalidInputs,
                    "To \(arguments["action"]?.string ?? "") a certificate needs '\(name)'.",
                    fieldErrors: [Refusal.FieldError("/parameters/\(name)", expected: "a text")],
                    human: Refusal.Human("Say it in parameters.\(name).")
                )
            }
            return text
        }
        switch arguments["action"]?.string {
        case "renew": self = .renew(target, key: key)
        case "reissue":
            let overlap = given["overlap_hours"]?.int ?? ReissueInput.longestOverlap
            self = .reissue(target, keySize: given["key_size"]?.int, overlapHours: overlap, key: key)
        case "verify-domain": self = .verifyDomain(target)
        case "store": self = .store(target, keyVault: try needed("key_vault"), secret: given["secret"]?.string)
        case "bind": self = .bind(target, site: try needed("site"), hostNames: hosts)
        case "sync": self = .sync(target)
        case "retire": self = .retire(target, unbind: given["unbind"]?.bool ?? true, revokeWhileServed: false)
        default:
            self = .order(
                OrderRequest(
                    name: target.name,
                    domain: try needed("domain"),
                    product: given["wildcard"]?.bool == true ? .wildcard : .standard,
                    resourceGroup: target.resourceGroup ?? defaultResourceGroup,
                    keyVault: given["key_vault"]?.string,
                    secret: given["secret"]?.string,
                    site: given["site"]?.string,
                    hostNames: hosts,
                    keySize: given["key_size"]?.int ?? 2048,
                    key: key ?? .platform
                )
            )
        }
    }

    /// The operation of signet's own document that does the same, by which a policy knows it. To store is part of to sync.
    var operation: String {
        switch self {
        case .order: "Signet_Order"
        case .renew: "Signet_Renew"
        case .reissue: "Signet_Reissue"
        case .verifyDomain: "Signet_VerifyDomain"
        case .bind: "Signet_Bind"
        case .store, .sync: "Signet_Sync"
        case .retire: "Signet_Retire"
        }
    }
}
