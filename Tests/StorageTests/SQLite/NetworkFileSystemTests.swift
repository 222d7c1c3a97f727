import Testing

@testable import Storage

@Suite struct NetworkFileSystemTests {
    private let table = """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        40 22 0:50 / /home rw shared:2 - nfs4 server:/home rw
        41 40 0:51 / /home/local\\040disk rw - xfs /dev/vdb rw
        """

    @Test(arguments: [("/", "ext4"), ("/var/lib", "ext4"), ("/home/me/.signet", "nfs4"), ("/homes", "ext4"), ("/home/local disk/x", "xfs")])
    func `a folder has the file system of the nearest mount point above it`(folder: String, kind: String) {
        #expect(NetworkFileSystem.kind(of: folder, in: table) == kind)
    }

    @Test func `a table that makes no sense says nothing`() {
        #expect(NetworkFileSystem.kind(of: "/x", in: "garbage\n- - -\n") == nil)
    }
}
