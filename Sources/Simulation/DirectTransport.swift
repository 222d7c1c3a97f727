import AzureCore
import AzureEmulator
import FoundationEssentials
import HTTPTypes
import JSON

extension RunningEmulator {
    /// A transport that calls the emulator's own request function: no socket, no TLS, and every fault the emulator plays.
    func transport(_ time: SimulatedTime) -> HTTPTransport {
        HTTPTransport { request in
            let answer = await answer(
                method: request.method.rawValue,
                url: request.url,
                headers: request.headers,
                body: request.body ?? []
            )
            if answer.delayMilliseconds > 0 { try await time.sleep(for: .milliseconds(answer.delayMilliseconds)) }
            guard answer.isWhole else {
                let words = "the connection was closed amidst the answer"
                throw TransportError(kind: .closed, host: "emulator", port: 0, message: words, requestMayHaveArrived: true)
            }
            return TransportResponse(status: answer.status, headers: answer.headers, body: answer.body)
        }
    }

    /// A call of the emulator's control.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let answer = await answer(
            method: method,
            url: "\(ready.control)/\(path)",
            headers: [.contentType: "application/json"],
            body: body?.bytes() ?? []
        )
        guard (200..<300).contains(answer.status) else {
            throw ControlRefused(description: "\(method) \(path): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body.isEmpty ? nil : try JSONValue(parsing: answer.body)
    }

    struct ControlRefused: Error, CustomStringConvertible {
        let description: String
    }
}
