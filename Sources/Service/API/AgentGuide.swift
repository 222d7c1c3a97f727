import Actions
import HTTPTypes

/// `/llms.txt`: what an agent has to know to begin.
enum AgentGuide {
    static func text(_ url: String) -> String {
        let places = APIApplication.places.map { "- \($0.method.rawValue) \(APIApplication.prefix)\($0.path): \($0.action.summary)" }
        return """
            # Signet

            > A gateway to Azure App Service Certificates and other APIs. You find an operation by what is to be done, read its contract and \
            call it. You never see a credential, key or secret: where one would stand there is a handle, which you can give to a later call.

            Every request but this page and the description shows a token: `Authorization: Bearer sgt_…`. Bodies are JSON.

            Over the Model Context Protocol the same is at \(url)/mcp, where a client that has no token finds out how a person signs in.

            ## In this order

            1. POST \(APIApplication.prefix)/search with {"intent": "renew a certificate"}
            2. POST \(APIApplication.prefix)/load with the operations you chose
            3. POST \(APIApplication.prefix)/execute/read for what changes nothing, \(APIApplication.prefix)/execute for the rest
            4. Where an answer or a refusal has `next`, POST that object as it stands to \(APIApplication.prefix)/call
            5. Where it has `human`, show that to a person; do not repeat the call

            What costs money answers with a plan. What needs people waits for them; ask again as `next` says.

            ## All there is

            \(places.joined(separator: "\n"))
            - GET \(APIApplication.prefix)/approvals: what you asked people for
            - POST \(APIApplication.prefix)/call: any of these by its name, as `next` has it

            [The description](\(url)\(APIApplication.prefix)/openapi.json)

            """
    }
}
