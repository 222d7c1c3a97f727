import Custody
import Foundation

/// A person who has just shown who they are. Nothing but a right password makes one, or a session that a right password began: no token
/// of an agent ever does.
package struct OperatorProof: Sendable, Hashable {
    package let name: String

    init(name: String) {
        self.name = name
    }
}

extension Operators {
    /// The person, if the password is theirs.
    package func proof(_ name: String, password: borrowing Plaintext) async throws -> OperatorProof {
        guard try await authenticate(name, password: password) else {
            throw GatewayError(
                .refused,
                "The name or the password is wrong.",
                nextStep: "Try again; a new password is set by: signet operator add NAME"
            )
        }
        return OperatorProof(name: name)
    }
}
