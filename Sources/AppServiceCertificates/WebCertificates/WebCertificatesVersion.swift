import AzureCore
import JSON

/// The api-versions of `Microsoft.Web` for certificates and host name bindings, and where the wire differs.
public enum WebCertificatesVersion {
    /// What clients use when nothing else is asked for.
    public static let standard = "2025-05-01"

    /// The last version whose schema requires `password`, even when a vault is the source.
    private static let lastWithPassword = "2019-08-01"

    /// The password to send: the given one, or an empty one where the schema wants one.
    static func password(_ password: Secret<String>?, apiVersion: String) -> JSONValue? {
        if let password { return .string(password.reveal()) }
        return apiVersion <= lastWithPassword ? "" : nil
    }
}
