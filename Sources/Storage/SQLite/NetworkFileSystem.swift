import Foundation

/// SQLite's locks and shared memory do not work across machines, so a state file on a network file system is refused.
enum NetworkFileSystem {
    private static let kinds: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre", "fuse.sshfs",
    ]

    static func refuse(_ path: String) throws(StorageError) {
        // Where there is no such table there is nothing to go by, and the file is taken as local.
        guard let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
        guard let kind = kind(of: folder, in: table), kinds.contains(kind) else { return }
        throw StorageError(
            .networkFileSystem,
            "\(path) is on \(kind), a network file system, where locks cannot be trusted. Point $SIGNET_HOME at a local folder."
        )
    }

    /// The type of the file system with the longest mount point above `folder`; the last one wins, as it covers the others.
    static func kind(of folder: String, in table: String) -> String? {
        var best: (length: Int, kind: String)?
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
            let point = fields[4].replacing("\\040", with: " ")
            guard point == "/" || folder == point || folder.hasPrefix(point + "/"), point.count >= best?.length ?? 0 else { continue }
            best = (point.count, String(fields[dash + 1]))
        }
        return best?.kind
    }
}
