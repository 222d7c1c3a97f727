import DNS
import Testing

@Suite struct RegisteredDomainTests {
    @Test(
        arguments: [
            ("contoso.com", "contoso.com"), ("www.contoso.com", "contoso.com"), ("*.contoso.com", "contoso.com"),
            ("a.b.contoso.co.uk", "contoso.co.uk"),
            ("WWW.Contoso.COM.", "contoso.com"), ("a.www.ck", "www.ck"), ("a.b.c.ck", "b.c.ck"), ("shop.bücher.de", "bücher.de"),
            ("shop.xn--bcher-kva.de", "xn--bcher-kva.de"), ("site.azurewebsites.net", "site.azurewebsites.net"),
            ("a.b.unknowntld", "b.unknowntld"),
        ]
    )
    func `the registered domain is one label below the public suffix`(host: String, domain: String) {
        #expect(RegisteredDomain.of(host) == domain)
    }

    @Test(
        arguments: [
            "", ".", "com", "co.uk", "*.com", "*.co.uk", "localhost", "192.0.2.1", "2001:db8::1", "[::1]", "a..com", ".contoso.com",
            "contoso.com..",
            "contoso\u{0}.com",
        ]
    )
    func `a suffix, an address and what is no domain have none`(host: String) {
        #expect(RegisteredDomain.of(host) == nil)
    }
}
