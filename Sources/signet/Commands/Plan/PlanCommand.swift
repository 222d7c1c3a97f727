import Actions
import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "See what a verb would do: calls, charge, new end, checks, and what it reaches.",
        discussion: """
            Nothing is sent. With --out the plan is written down, and signet apply carries it out if it still fits the world then.
            """,
        subcommands: [Order.self, Renew.self, Reissue.self, VerifyDomain.self, Store.self, Bind.self, Sync.self, Retire.self]
    )
}

extension PlanCommand {
    struct Order: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan an order.")

        @OptionGroup var wanted: OrderOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { .order(try wanted.request($0)) } }
    }

    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan a renewal, or all that are due.")

        @OptionGroup var wanted: RenewOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            guard let due = wanted.due else { return try await plan.run(global) { _ in try wanted.request } }
            let (orders, planned) = try await Session.open(global) { session, _ in
                let action = RenewDue(session.context)
                let orders = try await action.list(within: due.seconds, resourceGroup: wanted.resourceGroup)
                return (orders, plan.file == nil ? nil : try await action.plan(orders, within: due.description))
            }
            if let planned, let file = plan.file {
                try PlanFile.write(planned.json, to: file)
                Terminal.note("Carry it out with: signet apply \(file)")
            }
            try DueText(within: due, orders: orders, results: nil, planned: planned).end(global.output)
            if plan.detailedExitcode, orders.hasChanges { throw ExitCode.hasChanges }
        }
    }

    struct Reissue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan a reissue.")

        @OptionGroup var wanted: ReissueOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in try wanted.request } }
    }

    struct VerifyDomain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "verify-domain", abstract: "Plan a proof of the domain.")

        @OptionGroup var target: OrderTarget
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in .verifyDomain(target.order) } }
    }

    struct Store: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan to store a certificate in a vault.")

        @OptionGroup var wanted: StoreOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in wanted.request } }
    }

    struct Bind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan a binding.")

        @OptionGroup var wanted: BindOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in wanted.request } }
    }

    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan a sync.")

        @OptionGroup var target: OrderTarget
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in .sync(target.order) } }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Plan the end of an order, with everything that breaks.")

        @OptionGroup var wanted: RetireOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await plan.run(global) { _ in wanted.request } }
    }
}
