import Testing

@testable import AzureEmulator

@Suite struct APIVersionsTests {
    @Test(
        arguments: [
            (nil, .missing), ("", .missing), ("latest", .malformed), ("2024-13-01", .malformed), ("2024-1-01", .malformed),
            ("2024-11-01", .known), ("2015-08-01", .known), ("2016-01-01", .unsupported), ("2010-01-01", .unsupported),
            ("2024-11-01-preview", .known),
        ] as [(String?, APIVersions.Verdict)]
    ) func `a version is known, too old or no version`(version: String?, verdict: APIVersions.Verdict) {
        #expect(APIVersions.certificateRegistration.judge(version) == verdict)
    }

    @Test func `a newer version is served with a warning header`() throws {
        var rig = try Rig()
        let answer = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"), version: "2031-01-01")
        #expect(answer.status == 201 && answer.headers.value("x-ms-emulator-warning")?.contains("2024-11-01") == true)
    }
}
