"""A scripted user agent: what a person does with a browser when a client asks to be let in."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

SECONDS = 30


class Forms(HTMLParser):
    """The forms of a page: where each leads, what is hidden in it, and the boxes one may tick."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes["action"], "hidden": {}, "boxes": {}})
        elif tag == "input" and self.forms:
            kind = {"hidden": "hidden", "checkbox": "boxes"}.get(attributes.get("type"))
            if kind:
                self.forms[-1][kind][attributes["name"]] = attributes.get("value", "")

    def to(self, path):
        return next(form for form in self.forms if form["action"] == path)


class Person:
    """Signs in where a page asks for it, reads the consent and lets in whoever asks; `seen` has what was read."""

    def __init__(self, origin, name, password, verify=True):
        self.origin, self.name, self.password = origin, name, password
        self.browser = requests.Session()
        self.browser.verify = verify
        self.seen = []

    def allow(self, address):
        """Opens what a client sent the person to, and returns the parameters with which they are sent back."""
        page = self._get(address)
        if urlsplit(page.url).path == "/sign-in":
            hidden = Forms(page.text).to("/sign-in")["hidden"]
            page = self._post("/sign-in", hidden | {"name": self.name, "password": self.password})
        assert page.status_code == 200, page.text
        self.seen.append(page.text)
        consent = Forms(page.text).to("/oauth/authorize")
        answer = self._post("/oauth/authorize", consent["hidden"] | consent["boxes"] | {"decision": "allow"}, follow=False)
        assert answer.status_code == 303, answer.text
        back = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
        assert "error" not in back, back
        return back

    def _get(self, address):
        return self.browser.get(address, timeout=SECONDS)

    def _post(self, path, fields, follow=True):
        address = urljoin(self.origin, path)
        headers = {"Origin": self.origin}
        return self.browser.post(address, data=fields, headers=headers, allow_redirects=follow, timeout=SECONDS)
