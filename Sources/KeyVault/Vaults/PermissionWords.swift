import AzureCore

/// What an access policy allows on secrets.
public struct SecretPermission: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Everything.
    public static let all = SecretPermission(rawValue: "all")
    /// Read.
    public static let get = SecretPermission(rawValue: "get")
    /// List.
    public static let list = SecretPermission(rawValue: "list")
    /// Write.
    public static let set = SecretPermission(rawValue: "set")
    /// Delete.
    public static let delete = SecretPermission(rawValue: "delete")
    /// Back up.
    public static let backup = SecretPermission(rawValue: "backup")
    /// Restore from a backup.
    public static let restore = SecretPermission(rawValue: "restore")
    /// Recover what was deleted.
    public static let recover = SecretPermission(rawValue: "recover")
    /// Delete what was deleted for good.
    public static let purge = SecretPermission(rawValue: "purge")

    /// The words known here.
    public static let allKnown: [SecretPermission] = [.all, .get, .list, .set, .delete, .backup, .restore, .recover, .purge]
}

/// What an access policy allows on certificates.
public struct CertificatePermission: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Everything.
    public static let all = CertificatePermission(rawValue: "all")
    /// Read.
    public static let get = CertificatePermission(rawValue: "get")
    /// List.
    public static let list = CertificatePermission(rawValue: "list")
    /// Delete.
    public static let delete = CertificatePermission(rawValue: "delete")
    /// Create.
    public static let create = CertificatePermission(rawValue: "create")
    /// Import.
    public static let `import` = CertificatePermission(rawValue: "import")
    /// Change.
    public static let update = CertificatePermission(rawValue: "update")
    /// Manage the contacts.
    public static let manageContacts = CertificatePermission(rawValue: "managecontacts")
    /// Read issuers.
    public static let getIssuers = CertificatePermission(rawValue: "getissuers")
    /// List issuers.
    public static let listIssuers = CertificatePermission(rawValue: "listissuers")
    /// Write issuers.
    public static let setIssuers = CertificatePermission(rawValue: "setissuers")
    /// Delete issuers.
    public static let deleteIssuers = CertificatePermission(rawValue: "deleteissuers")
    /// Manage issuers.
    public static let manageIssuers = CertificatePermission(rawValue: "manageissuers")
    /// Recover what was deleted.
    public static let recover = CertificatePermission(rawValue: "recover")
    /// Delete what was deleted for good.
    public static let purge = CertificatePermission(rawValue: "purge")
    /// Back up.
    public static let backup = CertificatePermission(rawValue: "backup")
    /// Restore from a backup.
    public static let restore = CertificatePermission(rawValue: "restore")

    /// The words known here.
    public static let allKnown: [CertificatePermission] = [
        .all, .get, .list, .delete, .create, .import, .update, .manageContacts, .getIssuers, .listIssuers, .setIssuers, .deleteIssuers,
        .manageIssuers, .recover, .purge, .backup, .restore,
    ]
}

/// What an access policy allows on keys.
public struct KeyPermission: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Everything.
    public static let all = KeyPermission(rawValue: "all")
    /// Encrypt.
    public static let encrypt = KeyPermission(rawValue: "encrypt")
    /// Decrypt.
    public static let decrypt = KeyPermission(rawValue: "decrypt")
    /// Wrap a key.
    public static let wrapKey = KeyPermission(rawValue: "wrapKey")
    /// Unwrap a key.
    public static let unwrapKey = KeyPermission(rawValue: "unwrapKey")
    /// Sign.
    public static let sign = KeyPermission(rawValue: "sign")
    /// Verify a signature.
    public static let verify = KeyPermission(rawValue: "verify")
    /// Read.
    public static let get = KeyPermission(rawValue: "get")
    /// List.
    public static let list = KeyPermission(rawValue: "list")
    /// Create.
    public static let create = KeyPermission(rawValue: "create")
    /// Change.
    public static let update = KeyPermission(rawValue: "update")
    /// Import.
    public static let `import` = KeyPermission(rawValue: "import")
    /// Delete.
    public static let delete = KeyPermission(rawValue: "delete")
    /// Back up.
    public static let backup = KeyPermission(rawValue: "backup")
    /// Restore from a backup.
    public static let restore = KeyPermission(rawValue: "restore")
    /// Recover what was deleted.
    public static let recover = KeyPermission(rawValue: "recover")
    /// Delete what was deleted for good.
    public static let purge = KeyPermission(rawValue: "purge")

    /// The words known here.
    public static let allKnown: [KeyPermission] = [
        .all, .encrypt, .decrypt, .wrapKey, .unwrapKey, .sign, .verify, .get, .list, .create, .update, .import, .delete, .backup,
        .restore, .recover, .purge,
    ]
}

/// What an access policy allows on storage accounts.
public struct StoragePermission: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Everything.
    public static let all = StoragePermission(rawValue: "all")
    /// Read.
    public static let get = StoragePermission(rawValue: "get")
    /// List.
    public static let list = StoragePermission(rawValue: "list")
    /// Delete.
    public static let delete = StoragePermission(rawValue: "delete")
    /// Write.
    public static let set = StoragePermission(rawValue: "set")
    /// Change.
    public static let update = StoragePermission(rawValue: "update")
    /// Regenerate a key.
    public static let regenerateKey = StoragePermission(rawValue: "regeneratekey")
    /// Recover what was deleted.
    public static let recover = StoragePermission(rawValue: "recover")
    /// Delete what was deleted for good.
    public static let purge = StoragePermission(rawValue: "purge")
    /// Back up.
    public static let backup = StoragePermission(rawValue: "backup")
    /// Restore from a backup.
    public static let restore = StoragePermission(rawValue: "restore")
    /// Write shared access signatures.
    public static let setSAS = StoragePermission(rawValue: "setsas")
    /// List shared access signatures.
    public static let listSAS = StoragePermission(rawValue: "listsas")
    /// Read shared access signatures.
    public static let getSAS = StoragePermission(rawValue: "getsas")
    /// Delete shared access signatures.
    public static let deleteSAS = StoragePermission(rawValue: "deletesas")

    /// The words known here.
    public static let allKnown: [StoragePermission] = [
        .all, .get, .list, .delete, .set, .update, .regenerateKey, .recover, .purge, .backup, .restore, .setSAS, .listSAS, .getSAS,
        .deleteSAS,
    ]
}
