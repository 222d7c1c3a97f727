import FoundationEssentials
import JSON

extension RolloutRules {
    /// Nil once the vault holds the leaf with its sealed key: this secret is written here, no link is needed.
    func storeSealed(_ leaf: Leaf, _ place: VaultPlace, _ seen: OrderObservation, _ run: Run, at moment: Moment)
        -> Decision<OrderWrite>?
    {
        // Something else of that name is somebody's: it is not written over.
        if let secret = seen.secret, let defect = secret.defect { return .stop(secretProblem(defect, place)) }
        guard seen.secret?.thumbprint?.caseInsensitiveEquals(leaf.thumbprint) != true else { return nil }
        let write = OrderWrite.storeSecret(place, thumbprint: leaf.thumbprint)
        if let last = run.outcome(of: write.name), last.body["thumbprint"]?.string?.caseInsensitiveEquals(leaf.thumbprint) == true,
            moment.wall.timeIntervalSince(last.at) < Self.secondsBetweenStores
        {
            return .wait(Wait("the secret \(place.secret) does not hold the issued certificate yet"))
        }
        return .perform(write)
    }

    /// Host names that somebody else serves: nil once each shows the leaf.
    func installed(_ leaf: Leaf, _ seen: OrderObservation) -> Decision<OrderWrite>? {
        let hosts = seen.keyHolder == .elsewhere ? seen.rollout.allHosts : seen.rollout.watched
        for host in hosts where seen.served[host]?.shows(serial: leaf.serialNumber) != true {
            let reason = notServed(host, seen.served[host], wanted: leaf.serialNumber)
            return .wait(Wait("\(reason). \(KeyRules.nextStep(orderName))", on: .person))
        }
        return nil
    }

    private static let secondsBetweenStores = 30.0
}
