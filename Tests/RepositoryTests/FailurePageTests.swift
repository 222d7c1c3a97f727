import Testing

@Suite struct FailurePageTests {
    @Test func `sections give their numbers and the tests they name, and say when there is none`() {
        let page = FailurePage(
            markdown: """
                # Title

                ## 1. One `thing`

                - **Seen:** `x`
                - **Tested:** A/B `first`;
                  C/D `second one`

                ## 22. None

                - **Tested:** not: nobody knows.
                """
        )
        #expect(page.sections.map(\.number) == [1, 22])
        #expect(page.sections[0].tests.map(\.description) == ["A/B `first`", "C/D `second one`"])
        #expect(page.sections.map(\.isTested) == [true, false])
        #expect(page.sections[1].tests == [])
    }
}
