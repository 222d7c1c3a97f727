import AppServiceCertificates
import FoundationEssentials
import JSON
import Workflows

/// What certificates cost as far as anybody has said: the service tells no price before it charges one.
package struct Prices: Sendable, Hashable {
    private let standard: JSONNumber
    private let wildcard: JSONNumber
    private let currency: String
    private let source: String
    /// False while nobody has said what this account pays.
    private let isConfigured: Bool

    /// The list prices third parties report; an account's own may differ.
    package init() {
        standard = 70
        wildcard = 300
        currency = "USD"
        source = "list prices as third parties report them, not told by the service"
        isConfigured = false
    }

    /// What this account pays for a year, and who says so.
    package init(standard: JSONNumber, wildcard: JSONNumber, currency: String, source: String) {
        self.standard = standard
        self.wildcard = wildcard
        self.currency = currency
        self.source = source
        isConfigured = true
    }

    package func price(of product: ProductType?) -> Price {
        Price(amount: product == .wildcard ? wildcard : standard, currency: currency, source: source, isConfigured: isConfigured)
    }
}

package struct Price: Sendable, Hashable, CustomStringConvertible {
    let amount: JSONNumber
    let currency: String
    let source: String
    let isConfigured: Bool

    package var description: String {
        isConfigured
            ? "\(amount.text) \(currency) by \(source)"
            : "list price about \(amount.text) \(currency), as third parties report it; the service does not say it beforehand"
    }
}

/// One purchase, once.
package struct Charge: Sendable, Hashable, CustomStringConvertible {
    package let what: String
    package let price: Price
    /// False where nothing is ever bought, as on the emulator.
    package let isBilled: Bool

    package var description: String { "\(what) (\(price))" }

    var json: JSONValue {
        [
            "what": .string(what), "amount": .number(price.amount), "currency": .string(price.currency), "source": .string(price.source),
            "isListPrice": .bool(!price.isConfigured), "billed": .bool(isBilled),
        ]
    }
}
