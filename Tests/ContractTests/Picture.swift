/// The text of everything a value shows, except the untouched answers in `raw`.
struct Picture {
    /// Whether `raw` counts, too.
    var includesRaw = false

    func text(_ value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else { return String(describing: value) }
        let parts = mirror.children.compactMap { label, child in
            label == "raw" && !includesRaw ? nil : "\(label ?? ""): \(text(child))"
        }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}
