import HTTPTypes
import Hummingbird

/// What every page has around it: the head, the way to the list and out, and the headers that keep it to itself.
///
/// Everything is made here and nothing is loaded from elsewhere; no script runs. It can be used by keyboard alone and on a phone.
package struct PageFrame: Sendable {
    package let title: String
    /// Who is signed in; nil for nobody.
    package let person: SignedIn?
    /// Where else a form of this page may lead, as an OAuth client's redirect: origins.
    package var formTargets: [String] = []

    package init(title: String, person: SignedIn? = nil, formTargets: [String] = []) {
        self.title = title
        self.person = person
        self.formTargets = formTargets
    }

    package func response(_ status: Int, _ body: HTML, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentSecurityPolicy] = """
            default-src 'none'; style-src 'self'; form-action \((["'self'"] + formTargets).joined(separator: " ")); \
            frame-ancestors 'none'; base-uri 'none'
            """
        headers[.frameOptions] = "DENY"
        // A browser that is to say nothing of where it comes from says so of our own forms too, and they would be turned away.
        headers[.referrerPolicy] = "same-origin"
        return .text(status, html(body).text, type: "text/html; charset=utf-8", headers: headers)
    }

    private func html(_ body: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) · Signet</title>
        <link rel="stylesheet" href="\(PageStyle.path)">
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header><a href="/approvals">Signet</a>\(person.map(signOut))</header>
        <main id="main">
        <h1>\(title)</h1>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    private func signOut(_ person: SignedIn) -> HTML {
        """
        <form method="post" action="/sign-out"><span>\(person.name)</span>
        <input type="hidden" name="token" value="\(person.formToken)"><button class="plain">Sign out</button></form>
        """
    }
}

/// The one sheet all pages share, in light and dark.
enum PageStyle {
    static let path = "/signet.css"

    static let route = Route(.get, path) { _ in
        .text(200, text, type: "text/css; charset=utf-8", headers: [.cacheControl: "max-age=3600"])
    }

    private static let text = """
        :root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #b3261e; }
        * { box-sizing: border-box; }
        body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; overflow-wrap: anywhere; }
        header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: .75rem 0; border-bottom: 1px solid var(--line); }
        header form { display: flex; gap: .75rem; align-items: center; }
        h1 { font-size: 1.5rem; margin: 1.25rem 0; }
        h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
        dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1rem; margin: 0; }
        dt { opacity: .75; }
        dd { margin: 0; }
        pre { padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; }
        summary { cursor: pointer; font-weight: bold; padding: .6rem 0; }
        ul.list { list-style: none; padding: 0; }
        ul.list li { border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; margin: .5rem 0; }
        label { display: block; margin: .75rem 0 .25rem; }
        input, textarea { font: inherit; width: 100%; padding: .5rem; border: 1px solid var(--line); border-radius: .4rem; }
        input[type=checkbox] { width: 1.25rem; height: 1.25rem; flex: none; }
        label.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; margin: 0; }
        fieldset { border: 1px solid var(--line); border-radius: .4rem; margin: 1rem 0; }
        button { font: inherit; padding: .6rem 1.2rem; border: 1px solid; border-radius: .4rem; min-height: 2.75rem; cursor: pointer; }
        button.good { background: var(--good); color: #fff; }
        button.bad { background: var(--bad); color: #fff; }
        button.plain { padding: .25rem .75rem; min-height: 2rem; }
        .row { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; margin-top: 1.5rem; }
        .note { border-left: .25rem solid var(--bad); padding: .5rem .75rem; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { position: static; }
        :focus-visible { outline: 3px solid #4c8dff; outline-offset: 2px; }
        @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0 0; } dd { margin-bottom: .6rem; } button:not(.plain) { width: 100%; } .row form { width: 100%; } }

        """
}
