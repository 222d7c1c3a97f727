import CertificateMaterial
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct WebCertificatesTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private var path: String { "\(rig.group)/providers/Microsoft.Web/certificates/shop" }

    @Test mutating func `an import shows the leaf in the vault`() {
        let imported = rig.importCertificate()
        let order = rig.arm("GET", rig.order("shop")).properties
        #expect(imported.status == 200)
        #expect(imported.properties?["thumbprint"] == order?["signedCertificate"]?["thumbprint"])
        #expect(imported.properties?["hostNames"] == ["shop.example", "www.shop.example"])
        #expect(imported.properties?["keyVaultSecretName"] == "shop-pfx" && imported.properties?["password"]?.isNull == true)
    }

    @Test mutating func `the same PUT again moves bindings to the new version of the secret`() {
        let first = rig.importCertificate()
        rig.map("shop.example")
        #expect(rig.bind("shop.example", first.properties?["thumbprint"]).status == 200)
        _ = rig.importCertificate("second")
        let again = rig.importAgain("shop")
        let thumbprint = rig.arm("GET", rig.order("second")).properties?["signedCertificate"]?["thumbprint"]
        #expect(again.status == 409, "the second import already has that thumbprint in the webspace")

        _ = rig.arm("DELETE", "\(rig.group)/providers/Microsoft.Web/certificates/second")
        #expect(rig.importAgain("shop").properties?["thumbprint"] == thumbprint)
        #expect(rig.arm("GET", "\(rig.site)/hostNameBindings/shop.example").properties?["thumbprint"] == thumbprint)
        #expect(rig.state.servedCertificate("shop.example")?.chain.first?.thumbprint == thumbprint?.string)
    }

    @Test mutating func `the daily job does the same by itself`() {
        let first = rig.importCertificate()
        rig.map("shop.example")
        _ = rig.bind("shop.example", first.properties?["thumbprint"])
        rig.issue("second")
        _ = rig.arm("PUT", "\(rig.order("second"))/certificates/second", rig.link)
        rig.wait(seconds: 86_400)
        let thumbprint = rig.arm("GET", rig.order("second")).properties?["signedCertificate"]?["thumbprint"]?.string
        #expect(rig.state.servedCertificate("shop.example")?.chain.first?.thumbprint == thumbprint)
    }

    @Test mutating func `an import is refused without the service's right, without the secret, and with anything but a PFX`() {
        #expect(rig.importAgain().json["Message"]?.string?.contains("KeyVaultSecretName") == true)
        _ = rig.secrets("PUT", "/secrets/shop-pfx", ["value": "not a bundle"])
        #expect(rig.importAgain().json["Message"]?.string?.contains("KeyVault Certificate") == true)
        _ = rig.arm("PUT", "\(rig.vault)/accessPolicies/replace", ["properties": ["accessPolicies": []]], version: "2023-07-01")
        let refused = rig.importAgain()
        #expect(refused.status == 400 && refused.json["Message"]?.string?.contains("does not have access") == true)
    }

    @Test mutating func `a certificate in use is not removed`() {
        let imported = rig.importCertificate()
        rig.map("shop.example")
        _ = rig.bind("shop.example", imported.properties?["thumbprint"])
        #expect(rig.arm("DELETE", path).status == 409)
        _ = rig.bind("shop.example", nil, state: "Disabled")
        #expect(rig.arm("DELETE", path).status == 200)
        #expect(rig.state.servedCertificate("shop.example") == nil)
    }

    @Test mutating func `a PFX can be uploaded, and is not exchanged while in use`() throws {
        func upload(_ host: String) throws -> JSONValue {
            let key = try TestKeys.shared()
            let leaf = try rig.state.authority.issueLeaf(
                publicKey: key.publicKey,
                commonName: host,
                dnsNames: [host],
                notBefore: Rig.start,
                notAfter: Rig.start + 86_400
            )
            let bytes = try PKCS12.encode(key: key, chain: rig.state.authority.chain(for: leaf), passphrase: "secret")
            let blob = JSONValue.string(Data(bytes).base64EncodedString())
            return ["location": "West Europe", "properties": ["pfxBlob": blob, "password": "secret"]]
        }
        let first = rig.arm("PUT", path, try upload("shop.example"))
        #expect(first.status == 200)
        rig.map("shop.example")
        _ = rig.bind("shop.example", first.properties?["thumbprint"])
        #expect(rig.arm("PUT", path, try upload("shop.example")).status == 409)
    }

    @Test mutating func `a certificate of another region cannot join the plan`() {
        _ = rig.importCertificate()
        #expect(rig.importAgain("other", location: "East US").status == 409)
    }
}
