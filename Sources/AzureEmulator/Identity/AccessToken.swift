import FoundationEssentials
import JSON

/// An access token made for one principal and one resource, with its times in whole seconds since 1970.
struct AccessToken {
    /// How the principal proved itself, in the words of the claim `appidacr`.
    enum Proof: String {
        case secret = "1"
        case assertion = "2"
    }

    let text: String
    let issued: Int
    let lifetime: Int
    var end: Int { issued + lifetime }

    /// Real time, as tokens know no other. Nil when the tenant's key does not sign.
    init?(
        for resource: String,
        to principal: Tenant.Principal,
        provenBy proof: Proof,
        more: JSONObject = [:],
        _ state: inout EmulatorState,
        real: Date
    ) {
        issued = Int(real.timeIntervalSince1970)
        lifetime = state.settings.tokenLifetimeSeconds
        let issuer = JSONValue.string(Identity.issuer(state))
        var claims: JSONObject = [
            "aud": .string(resource), "iss": issuer, "iat": .number(JSONNumber(issued)), "nbf": .number(JSONNumber(issued)),
            "exp": .number(JSONNumber(issued + lifetime)), "appid": .string(principal.appID), "appidacr": .string(proof.rawValue),
            "idp": issuer, "idtyp": "app", "oid": .string(principal.objectID), "sub": .string(principal.objectID),
            "tid": .string(state.tenant.id), "uti": .string(guid()), "ver": "1.0",
        ]
        for (name, value) in more { claims[name] = value }
        guard let text = try? state.signer().sign(claims) else { return nil }
        self.text = text
    }
}
