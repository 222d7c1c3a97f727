import JSON

/// A refusal in the words and the envelope of the service that refuses.
struct ServiceFailure: Error, Sendable {
    let status: Int
    let body: JSONValue
    var headers: [(String, String)] = []

    var response: EmulatorResponse {
        .json(status, body, headers: headers)
    }

    /// Resource Manager and most providers: `{"error":{"code","message"}}`.
    static func arm(_ status: Int, _ code: String, _ message: String, headers: [(String, String)] = []) -> ServiceFailure {
        let failure = ServiceFailure(status: status, body: ["error": ["code": .string(code), "message": .string(message)]])
        return failure.with(headers: headers + [("x-ms-failure-cause", "gateway")])
    }

    /// A provider behind Resource Manager.
    static func provider(_ status: Int, _ code: String, _ message: String) -> ServiceFailure {
        arm(status, code, message).with(headers: [("x-ms-failure-cause", "service")])
    }

    /// App Service: capitalised members at the top level, one key per element of `Details`.
    static func appService(
        _ status: Int,
        _ code: String,
        _ message: String,
        extendedCode: String? = nil,
        parameters: [String] = []
    ) -> ServiceFailure {
        var entity: JSONObject = [:]
        if let extendedCode {
            entity["ExtendedCode"] = .string(extendedCode)
            let template = parameters.enumerated().reduce(message) { $0.replacing($1.element, with: "{\($1.offset)}") }
            entity["MessageTemplate"] = .string(template)
            entity["Parameters"] = .array(parameters.map(JSONValue.string))
        }
        entity["Code"] = .string(code)
        entity["Message"] = .string(message)
        let details: JSONValue = [["Message": .string(message)], ["Code": .string(code)], ["ErrorEntity": .object(entity)]]
        let body: JSONValue = [
            "Code": .string(code), "Message": .string(message), "Target": nil, "Details": details, "Innererror": nil,
        ]
        return ServiceFailure(status: status, body: body, headers: [("x-ms-failure-cause", "service")])
    }

    /// Key Vault's data plane, where the inner error is an object.
    static func vault(_ status: Int, _ code: String, inner: String? = nil, _ message: String) -> ServiceFailure {
        var error: JSONObject = ["code": .string(code), "message": .string(message)]
        if let inner { error["innererror"] = ["code": .string(inner)] }
        return ServiceFailure(status: status, body: ["error": .object(error)])
    }

    static func graph(_ status: Int, _ code: String, _ message: String) -> ServiceFailure {
        ServiceFailure(status: status, body: ["error": ["code": .string(code), "message": .string(message)]])
    }

    /// The control API.
    static func control(_ message: String, status: Int = 400) -> ServiceFailure {
        ServiceFailure(status: status, body: ["error": ["code": "ControlRequestInvalid", "message": .string(message)]])
    }

    func with(headers: [(String, String)]) -> ServiceFailure {
        ServiceFailure(status: status, body: body, headers: headers)
    }
}

extension ServiceFailure {
    static func resourceNotFound(_ call: ResourceCall) -> ServiceFailure {
        let group = call.path.resourceGroup ?? ""
        return arm(404, "ResourceNotFound", "The Resource '\(call.pathInGroup)' under resource group '\(group)' was not found.")
    }

    static func parentNotFound(_ call: ResourceCall) -> ServiceFailure {
        let parent = call.path.isResource ? Resource.parent(of: call.pathInGroup) : call.pathInGroup
        let message = "The parent '\(parent)' of this nested resource was not found."
        return arm(404, "ParentResourceNotFound", message)
    }
}
