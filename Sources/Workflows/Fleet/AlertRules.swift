/// From when on something is worth an alert, and how often it is told. Lengths of time are in seconds.
package struct AlertRules: Sendable, Hashable {
    /// A certificate that is served and ends sooner than this, in days.
    package var daysLeft = 10
    /// An order or a run that stays longer than this in a state that should pass.
    package var stateAge = 86_400.0
    /// A clock that differs from the service's by more than this.
    package var clockSkew = 300.0
    /// What still holds is told again after this long.
    package var repeatAfter = 86_400.0
    /// How long a webhook that does not take an alert is tried again.
    package var retryFor = 86_400.0

    package init() {}
}
