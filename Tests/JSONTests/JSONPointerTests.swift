import JSON
import Testing

@Suite struct JSONPointerTests {
    @Test(arguments: [("name", "name"), ("a/b", "a~1b"), ("~", "~0"), ("~1", "~01"), ("", ""), ("ä/~", "ä~1~0")])
    func `a name becomes one step, in which slashes and tildes are written otherwise`(name: String, step: String) {
        #expect(name.pointerStep == step)
    }
}
