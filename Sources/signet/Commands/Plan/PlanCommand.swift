import Actions
import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "See what a verb would do: calls, charge, new end, checks, and what it reaches.",
        discussion: """
            Nothing is sent. With --out the plan is written down, and signet apply carries it out if it still fits the world then.
            """,
        subcommands: [Order.self, Renew.self, Reissue.self, VerifyDomain.self, Bind.self, Sync.self, Retire.self]
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
        static let configuration = CommandConfiguration(abstract: "Plan a renewal, or see all that are due.")

        @OptionGroup var wanted: RenewOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard wanted.due == nil || plan.file == nil else {
                throw ValidationError("--out writes the plan of one order; name it instead of --due.")
            }
        }

        func run() async throws {
            guard let due = wanted.due else { return try await plan.run(global) { _ in try wanted.request } }
            let orders = try await Session.open(global) { session, _ in
                try await RenewDue(session.context).list(within: due.seconds, resourceGroup: wanted.resourceGroup)
            }
            try DueText(within: due, orders: orders, results: nil).end(global.output)
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
