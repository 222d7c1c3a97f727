import JSON

/// Serves one client on a pair of descriptors: one message a line, nothing else on the output.
package struct StdioServer: Sendable {
    let server: Server
    let caller: Caller
    let patience: Duration

    /// - Parameters:
    ///   - caller: the user whose pipe it is.
    ///   - patience: how long requests that still run may take once the input has ended.
    package init(_ server: Server, caller: Caller, patience: Duration = .seconds(5)) {
        self.server = server
        self.caller = caller
        self.patience = patience
    }

    /// Returns when the input has ended and what it asked for is answered or stopped.
    package func serve(input: Int32, output: Int32) async {
        let writer = LineWriter(descriptor: output)
        let reader = LineReader(descriptor: input, longest: server.limits.messageBytes)
        let driver = Driver(Conversation(server, caller: caller)) { [mostWaiting = server.limits.messageBytes] outgoing in
            switch outgoing {
            case .message(let message, _):
                // Notices are left out for a client that does not read; answers it gets, and of those it has only so many open.
                if writer.backlog < mostWaiting { writer.write(message.bytes()) }
            case .reply(let reply): writer.write(reply.json.bytes())
            case .silence, .hangUp: break
            }
        }
        driver.listen()
        for await line in reader.lines {
            receive(line, driver, writer)
            reader.taken()
        }
        await finish(driver)
        await writer.flush()
    }

    private func receive(_ line: LineSplitter.Line, _ driver: Driver, _ writer: LineWriter) {
        do throws(Message.Malformed) {
            switch line {
            case .whole(let bytes), .last(let bytes):
                driver.receive(try Message(parsing: bytes, limits: server.limits.json))
            case .tooLong:
                let reason = "A message has at most \(server.limits.messageBytes) bytes."
                throw Message.Malformed(id: nil, error: .invalidRequest(reason))
            }
        } catch {
            writer.write(error.reply.json.bytes())
        }
    }

    /// What was asked before the input ended is answered if it does not take long; questions to the user cannot be any more.
    private func finish(_ driver: Driver) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await driver.drain() }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
            await driver.close()
        }
    }
}
