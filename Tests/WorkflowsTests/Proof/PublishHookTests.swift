import Foundation
import Testing

@testable import Workflows

@Suite struct PublishHookTests {
    private let record = DNSRecord(.txt, name: "contoso.test", value: "a token; $(touch evil)", purpose: "proves it")
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-hook-\(UUID().uuidString)")

    private func script(_ body: String) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("hook").path
        try "#!/bin/sh\ncd '\(folder.path)'\n\(body)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }

    private func problem(_ hook: PublishHook) async -> Problem? {
        do {
            try await hook.publish(record, order: "web")
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test func `the record travels in the environment and through no shell`() async throws {
        let path = try script(
            "printf '%s|%s|%s|%s|%s' \"$SIGNET_ACTION\" \"$SIGNET_ORDER\" \"$SIGNET_RECORD_TYPE\" \"$SIGNET_RECORD_NAME\" \"$SIGNET_RECORD_VALUE\" > out"
        )
        try await PublishHook(path: path).publish(record, order: "web")
        let out = try String(contentsOf: folder.appendingPathComponent("out"), encoding: .utf8)
        #expect(out == "publish|web|TXT|contoso.test|a token; $(touch evil)")
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("evil").path))
    }

    @Test func `a hook that fails is quoted with its last words`() async throws {
        let path = try script("echo first; echo 'zone is locked' >&2; exit 7")
        let problem = await problem(PublishHook(path: path))
        #expect(problem?.why.contains("ended with 7") == true)
        #expect(problem?.why.contains("zone is locked") == true)
    }

    @Test func `a hook that does not end is ended`() async throws {
        let path = try script("exec sleep 600")
        let problem = await problem(PublishHook(path: path, timeoutSeconds: 0.2))
        #expect(problem?.why.contains("took longer") == true)
    }

    @Test func `a hook that is not there or not executable is named`() async throws {
        #expect(await problem(PublishHook(path: "/nonexistent/hook"))?.what.contains("/nonexistent/hook") == true)
    }
}
