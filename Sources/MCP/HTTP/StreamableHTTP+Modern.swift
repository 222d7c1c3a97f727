import HTTPTypes
import JSON

extension StreamableHTTP {
    /// A request of 2026-07-28: a conversation of its own, of which nothing is kept.
    func modern(_ message: Message, _ fields: HTTPFields, _ caller: Caller) async -> HTTPAnswer {
        switch message {
        case .request(let request):
            do throws(RPCError) {
                // What has to be in the body comes first, then whether the headers agree with it, then what it says.
                _ = try RequestMeta.modern(request.params)
                try RoutingHeaders.check(request, fields, server)
            } catch {
                return refused(Reply(id: request.id, outcome: .failure(error)), error, isModern: true)
            }
            return await serve(message, caller)
        case .notification(let notification):
            do throws(RPCError) {
                try RoutingHeaders.check(notification, fields)
            } catch {
                return .refusal(.badRequest, error)
            }
            // Not acted upon: who cancels here closes the stream, and an id that a client chose is not proof of whose it is.
            return HTTPAnswer(.accepted)
        case .response(let response):
            let error = RPCError.invalidRequest("This server asks nothing by request, so there is nothing to answer.")
            return refused(Reply(id: response.id, outcome: .failure(error)), error, isModern: true)
        }
    }

    private func serve(_ message: Message, _ caller: Caller) async -> HTTPAnswer {
        var conversation = Conversation(server, caller: caller, era: .modern)
        switch conversation.receive(message).first {
        case .reply(let reply): return answer(reply)
        case .start(let exchange) where !exchange.wantsProgress:
            return await plainly(exchange, &conversation)
        case .start, .send: return await streamed(message, caller)
        case .cancel, nil: return HTTPAnswer(.accepted)
        }
    }

    /// Nothing but the result can come of it, so there is no stream; who disconnects cancels the task this runs in.
    private func plainly(_ exchange: Exchange, _ conversation: inout Conversation) async -> HTTPAnswer {
        let notices = server.notices
        let reporter = Call.Reporter(progress: { _ in }, changed: { notices.post($0) }, hangUp: {})
        let outcome = await exchange.run(reporter)
        guard case .reply(let reply)? = conversation.finish(exchange.id, outcome).first else { return HTTPAnswer(.accepted) }
        return answer(reply)
    }

    private func answer(_ reply: Reply) -> HTTPAnswer {
        reply.error.map { refused(reply, $0, isModern: true) } ?? HTTPAnswer(.ok, json: reply.json)
    }

    /// The stream begins with the first thing that is no end, so that an end alone still has its status.
    private func streamed(_ message: Message, _ caller: Caller) async -> HTTPAnswer {
        let sink = EventSink(pending: server.limits.pending)
        let driver = Driver(Conversation(server, caller: caller, era: .modern)) { outgoing in
            switch outgoing {
            case .message(let message, _): sink.put(.message(message, id: nil))
            case .reply(let reply):
                sink.put(.reply(reply, id: nil))
                sink.finish()
            case .silence: sink.finish()
            case .hangUp: break
            }
        }
        driver.listen()
        open.add(driver)
        driver.receive(message)
        let first = await withTaskCancellationHandler {
            await sink.events.first { _ in true }
        } onCancel: {
            driver.abandon()
        }
        if case .reply(let reply, _)? = first {
            open.remove(driver)
            driver.abandon()
            return answer(reply)
        }
        let heart = sink.keepAlive(every: rules.keepAlive, rules.clock)
        return HTTPAnswer(
            EventStream(first: first.map { [$0] } ?? [], rest: sink.events) { [open] in
                heart.cancel()
                open.remove(driver)
                driver.abandon()
                sink.finish()
            }
        )
    }
}
