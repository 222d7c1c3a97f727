import ArgumentParser
import AzureCore
import AzureHTTP
import Foundation
import HTTPTypes
import JSON
import Workflows

extension EmulatorCommand {
    struct Clock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the emulator's time, or let days pass there.",
            discussion:
                "Certificates age, renewals come due and revocations take effect as they will on those days; nothing waits for them."
        )

        @Option(help: ArgumentHelp("Let so much time pass first, for example 140d.", valueName: "days"))
        var advance: Days?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let now = try await Session.open(global) { session, _ in
                guard let ready = session.ready else { throw notAnEmulator(session.place) }
                let http = try AzureHTTPTransport.make(caFile: ready.caFile)
                let clock = EmulatorClock(control: ready.control, transport: http.transport)
                do {
                    if let advance { try await clock.advance(days: advance.count) }
                    let now = try await clock.now()
                    await http.close()
                    return now
                } catch {
                    await http.close()
                    throw error
                }
            }
            switch global.output {
            case .json: Terminal.result(["now": .string(RFC3339.text(now))])
            case .table: Terminal.result(RFC3339.text(now))
            }
        }

        private func notAnEmulator(_ place: String) -> Problem {
            Problem(
                .input,
                "There is no clock to set.",
                why: "\(place) is a real cloud",
                nextStep: "Choose an emulator's profile with --profile, or none: signet profile list"
            )
        }
    }
}

extension EmulatorClock {
    func advance(days: Double) async throws {
        let body: JSONValue = ["advanceSeconds": .number(JSONNumber(Int(days * 86_400)))]
        var request = TransportRequest(
            method: .post,
            url: control + "/clock",
            headers: [:],
            body: body.bytes(),
            maximumResponseBytes: 65_536,
            timeout: .seconds(60)
        )
        request.headers[.contentType] = "application/json"
        let response = try await transport.send(request)
        guard response.status == 200 else {
            throw Problem(
                .service,
                "The emulator's time was not changed.",
                why: "\(control)/clock answered \(response.status): \(String(decoding: response.body.prefix(300), as: UTF8.self))",
                nextStep: "Look at the emulator: signet emulator status"
            )
        }
    }
}
