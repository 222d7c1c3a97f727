import AppServiceCertificates
import JSON
import Workflows

/// An order by the words a person has for it.
package struct OrderName: Sendable, Hashable {
    package let name: String
    package let resourceGroup: String?

    package init(_ name: String, resourceGroup: String? = nil) {
        self.name = name
        self.resourceGroup = resourceGroup
    }
}

/// What a verb was asked for: all that is needed to plan it again from the world as it then is.
package enum PlanRequest: Sendable, Hashable {
    case order(OrderRequest)
    /// The key is as before where none is named.
    case renew(OrderName, key: KeyChoice? = nil)
    case reissue(OrderName, keySize: Int?, overlapHours: Int, key: KeyChoice? = nil)
    case verifyDomain(OrderName)
    case store(OrderName, keyVault: String, secret: String?)
    case bind(OrderName, site: String, hostNames: [String])
    case sync(OrderName)
    /// With what uses its certificate taken away first, or broken.
    case retire(OrderName, unbind: Bool, revokeWhileServed: Bool)

    package var verb: String {
        switch self {
        case .order: "order"
        case .renew: "renew"
        case .reissue: "reissue"
        case .verifyDomain: "verify-domain"
        case .store: "store"
        case .bind: "bind"
        case .sync: "sync"
        case .retire: "retire"
        }
    }

    var workflow: String {
        switch self {
        case .order: Provision.name
        case .renew: Renew.name
        case .reissue: Reissue.name
        case .verifyDomain: VerifyDomain.name
        case .store: StoreInVault.name
        case .bind: Bind.name
        case .sync: Sync.name
        case .retire: Retire.name
        }
    }

    package var target: OrderName {
        switch self {
        case .order(let request): OrderName(request.name, resourceGroup: request.resourceGroup)
        case .verifyDomain(let target), .sync(let target): target
        case .renew(let target, _): target
        case .reissue(let target, _, _, _): target
        case .store(let target, _, _): target
        case .bind(let target, _, _): target
        case .retire(let target, _, _): target
        }
    }
}

extension PlanRequest {
    package var json: JSONValue {
        var object: JSONObject = ["verb": .string(verb), "name": .string(target.name)]
        object["resourceGroup"] = target.resourceGroup.map(JSONValue.string)
        switch self {
        case .order(let request):
            object["domain"] = request.domain.map(JSONValue.string)
            object["product"] = .string(request.product.rawValue)
            object["keyVault"] = request.keyVault.map(JSONValue.string)
            object["secret"] = request.secret.map(JSONValue.string)
            object["site"] = request.site.map(JSONValue.string)
            object["hostNames"] = .array(request.hostNames.map(JSONValue.string))
            object["keySize"] = .number(JSONNumber(request.keySize))
            object["key"] = request.key.json
        case .renew(_, let key): object["key"] = key?.json
        case .reissue(_, let keySize, let overlapHours, let key):
            object["key"] = key?.json
            object["keySize"] = keySize.map { .number(JSONNumber($0)) }
            object["overlapHours"] = .number(JSONNumber(overlapHours))
        case .store(_, let keyVault, let secret):
            object["keyVault"] = .string(keyVault)
            object["secret"] = secret.map(JSONValue.string)
        case .bind(_, let site, let hostNames):
            object["site"] = .string(site)
            object["hostNames"] = .array(hostNames.map(JSONValue.string))
        case .retire(_, let unbind, let revokeWhileServed):
            object["unbind"] = .bool(unbind)
            object["revokeWhileServed"] = .bool(revokeWhileServed)
        case .verifyDomain, .sync: break
        }
        return .object(object)
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json, at: "/request")
        let target = OrderName(try fields.requiredString("name"), resourceGroup: try fields.string("resourceGroup"))
        let key = try json["key"].map { try KeyChoice(json: $0) }
        switch try fields.requiredString("verb") {
        case "order": self = .order(try OrderRequest(target, fields, key: key ?? .platform))
        case "renew": self = .renew(target, key: key)
        case "reissue":
            let overlap = try fields.int("overlapHours") ?? ReissueInput.longestOverlap
            self = .reissue(target, keySize: try fields.int("keySize"), overlapHours: overlap, key: key)
        case "verify-domain": self = .verifyDomain(target)
        case "store": self = .store(target, keyVault: try fields.requiredString("keyVault"), secret: try fields.string("secret"))
        case "bind": self = .bind(target, site: try fields.requiredString("site"), hostNames: try fields.strings("hostNames") ?? [])
        case "sync": self = .sync(target)
        case "retire":
            let (unbind, breaks) = (try fields.bool("unbind") ?? false, try fields.bool("revokeWhileServed") ?? false)
            self = .retire(target, unbind: unbind, revokeWhileServed: breaks)
        default: throw JSONFieldError(pointer: "/request/verb", expected: "a verb that can be planned", found: "another word")
        }
    }
}

extension OrderRequest {
    fileprivate init(_ target: OrderName, _ fields: JSONFields, key: KeyChoice) throws {
        self.init(
            name: target.name,
            domain: try fields.requiredString("domain"),
            product: ProductType(rawValue: try fields.requiredString("product")),
            resourceGroup: target.resourceGroup,
            keyVault: try fields.string("keyVault"),
            secret: try fields.string("secret"),
            site: try fields.string("site"),
            hostNames: try fields.strings("hostNames") ?? [],
            keySize: try fields.int("keySize") ?? 2048,
            key: key
        )
    }
}
