import JSON

/// The actions roles can allow on certificate orders, as the provider lists them.
enum CertificateRegistrationOperations {
    static let list: [JSONValue] =
        names.map { entry in
            [
                "name": .string("Microsoft.CertificateRegistration/\(entry.name)"), "isDataAction": false,
                "display": [
                    "provider": "Microsoft Certificates", "resource": .string(entry.resource), "operation": .string(entry.operation),
                    "description": .string("\(entry.operation): \(entry.resource)"),
                ],
                "origin": "user,system",
            ]
        }

    private static let order = "Certificate Order"
    private static let certificate = "Certificate"

    private static let names: [(name: String, resource: String, operation: String)] = [
        ("certificateOrders/Read", order, "Read"), ("certificateOrders/Write", order, "Write"),
        ("certificateOrders/Delete", order, "Delete"), ("certificateOrders/certificates/Read", certificate, "Read"),
        ("certificateOrders/certificates/Write", certificate, "Write"), ("certificateOrders/certificates/Delete", certificate, "Delete"),
        ("certificateOrders/reissue/Action", order, "Reissue"), ("certificateOrders/renew/Action", order, "Renew"),
        ("certificateOrders/resendEmail/Action", order, "Resend the certificate mail"),
        ("certificateOrders/verifyDomainOwnership/Action", order, "Verify domain ownership"),
        ("certificateOrders/retrieveCertificateActions/Action", order, "List actions"),
        ("certificateOrders/retrieveEmailHistory/Action", order, "List mails"),
        ("certificateOrders/resendRequestEmails/Action", order, "Resend the request mails"),
        ("certificateOrders/resendRequestEmails/Action", order, "Retrieve the site seal"),
        ("validateCertificateRegistrationInformation/Action", order, "Validate a purchase"),
        ("provisionGlobalAppServicePrincipalInUserTenant/Action", order, "Provision the service principal"),
        ("register/action", order, "Register the provider"),
    ]
}
