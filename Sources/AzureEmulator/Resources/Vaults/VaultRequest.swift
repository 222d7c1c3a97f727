import JSON

/// What a vault's properties may be, whoever sets them: the service refuses the rest and never shows it.
enum VaultRequest {
    private static let flags = [
        "enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment", "enableSoftDelete", "enablePurgeProtection",
        "enableRbacAuthorization",
    ]
    private static let choices = [
        "createMode": ["default", "recover"], "publicNetworkAccess": ["Enabled", "Disabled"],
    ]
    private static let sku = ["family": ["A"], "name": ["standard", "premium"]]
    private static let networkWords = ["bypass": ["AzureServices", "None"], "defaultAction": ["Allow", "Deny"]]
    private static let secretWords = ["all", "get", "list", "set", "delete", "backup", "restore", "recover", "purge"]
    private static let permissions = [
        "secrets": secretWords,
        "keys": [
            "all", "encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify", "get", "list", "create", "update", "import", "delete",
            "backup", "restore", "recover", "purge", "release", "rotate", "getrotationpolicy", "setrotationpolicy",
        ],
        "certificates": [
            "all", "get", "list", "delete", "create", "import", "update", "managecontacts", "getissuers", "listissuers", "setissuers",
            "deleteissuers", "manageissuers", "recover", "purge", "backup", "restore",
        ],
        "storage": secretWords + ["update", "regeneratekey", "setsas", "listsas", "getsas", "deletesas"],
    ]
    static let mostPolicies = 1024

    /// The properties that are to be kept: what only the service sets is left out.
    static func checked(_ properties: JSONObject) throws(ServiceFailure) -> JSONObject {
        var kept: JSONObject = [:]
        for (name, value) in properties where !value.isNull {
            switch name {
            case "tenantId": try require(value.string != nil, name)
            case "softDeleteRetentionInDays": try require((7...90).contains(value.int ?? 0), name)
            case "sku": try words(value, sku, name)
            case "networkAcls": try network(value)
            case "accessPolicies": try policies(value)
            case _ where flags.contains(name): try require(value.bool != nil, name)
            case _ where choices[name] != nil: try words([name: value], choices, name)
            default: continue
            }
            kept[name] = value
        }
        return kept
    }

    static func policies(_ value: JSONValue) throws(ServiceFailure) {
        guard let policies = value.array, policies.count <= mostPolicies else { throw invalid("accessPolicies") }
        for policy in policies {
            let isWhole = policy["tenantId"]?.string != nil && policy["objectId"]?.string != nil && policy["permissions"]?.object != nil
            try require(isWhole, "accessPolicies")
            for (kind, words) in policy["permissions"]?.object ?? [:] where !words.isNull {
                let known = permissions[kind]?.map { $0.lowercased() } ?? []
                let isKnown = words.array?.allSatisfy { known.contains($0.string?.lowercased() ?? "") }
                try require(isKnown == true, "accessPolicies.permissions.\(kind)")
            }
        }
    }

    private static func network(_ value: JSONValue) throws(ServiceFailure) {
        var rules = value.object ?? [:]
        for (name, member) in [("ipRules", "value"), ("virtualNetworkRules", "id")] {
            let list = rules[name] ?? []
            try require(list.isNull || list.array?.allSatisfy { $0[member]?.string != nil } == true, "networkAcls.\(name)")
            rules[name] = nil
        }
        try require(value.object != nil, "networkAcls")
        try words(.object(rules), networkWords, "networkAcls")
    }

    /// An object of nothing but known words under known names.
    private static func words(_ value: JSONValue, _ known: [String: [String]], _ what: String) throws(ServiceFailure) {
        guard let object = value.object else { throw invalid(what) }
        for (name, word) in object where !word.isNull {
            try require(known[name]?.contains { $0.lowercased() == word.string?.lowercased() } == true, what)
        }
    }

    private static func require(_ isRight: Bool, _ what: String) throws(ServiceFailure) {
        guard isRight else { throw invalid(what) }
    }

    private static func invalid(_ what: String) -> ServiceFailure {
        .provider(400, "BadRequest", "The vault property \(what) has an invalid value.")
    }
}
