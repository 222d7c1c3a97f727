import MCP

/// What clients are told of each tool beside its schemas. Hints only: nothing is allowed or refused by them.
enum ToolFacts {
    static let titles = [
        "search_operations": "Find an operation", "load_operations": "Read contracts", "execute_read": "Call what changes nothing",
        "execute": "Call an operation", "get_execution": "See how a call stands", "read_result": "Read a part of a result",
        "describe_access": "See what is allowed", "request_access": "Ask for access", "cert_inventory": "List certificates",
        "cert_status": "See where a certificate stands", "cert_plan": "Plan an action on a certificate", "cert_apply": "Carry a plan out",
        "cert_cancel_plan": "Forget a plan", "cert_probe": "See what a host serves", "cert_history": "Read a certificate's history",
    ]

    static func annotations(_ name: String) -> Tool.Annotations {
        switch name {
        case "execute": Tool.Annotations(readOnly: false, destructive: true, idempotent: false, openWorld: true)
        // The same plan is carried out once.
        case "cert_apply": Tool.Annotations(readOnly: false, destructive: true, idempotent: true, openWorld: true)
        case "request_access", "cert_cancel_plan": Tool.Annotations(readOnly: false, idempotent: true, openWorld: false)
        case "describe_access", "search_operations", "load_operations", "get_execution", "read_result":
            Tool.Annotations(readOnly: true, idempotent: true, openWorld: false)
        default: Tool.Annotations(readOnly: true, idempotent: true, openWorld: true)
        }
    }
}
