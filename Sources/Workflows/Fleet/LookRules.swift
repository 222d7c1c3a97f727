/// How often the way from each order to the wire is looked at, and how many looks there are at one moment.
package struct LookRules: Sendable, Hashable {
    /// Seconds between two looks at the same order.
    package var every = 900.0
    /// Looks in one turn of the daemon, those first that were longest ago: what thousands of orders cost in reads and in work.
    package var most = 60
    package var atOnce = 8

    package init() {}
}
