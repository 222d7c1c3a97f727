"""Every exchange between an SDK and the emulator, retries and polling included, as it was on the wire."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from azure.core.pipeline.transport import RequestsTransport


@dataclass(frozen=True)
class Exchange:
    method: str
    url: str
    status: int
    content: bytes = b""
    headers: dict = field(default_factory=dict)

    @property
    def path(self):
        return urlsplit(self.url).path

    @property
    def host(self):
        return urlsplit(self.url).hostname

    @property
    def api_version(self):
        values = {name.lower(): value for name, value in parse_qs(urlsplit(self.url).query).items()}
        return values.get("api-version", [""])[0]

    @property
    def body(self):
        """The JSON that was answered; None when there was nothing."""
        return json.loads(self.content) if self.content else None

    def __str__(self):
        return f"{self.method} {self.url} -> {self.status} {self.content[:400].decode(errors='replace')}"


class Journal(list):
    """The exchanges of a run, oldest first, and the seconds the SDKs chose to wait."""

    def __init__(self):
        super().__init__()
        self.waits = []
        self.seen = 0

    def since(self, place):
        return self[place:]

    def unseen(self):
        """What came since the last time this was asked."""
        exchanges, self.seen = self[self.seen :], len(self)
        return exchanges


class RecordingTransport(RequestsTransport):
    """The SDKs' own transport; it only writes down what passes."""

    def __init__(self, journal, **options):
        super().__init__(**options)
        self.journal = journal

    def send(self, request, **options):
        response = super().send(request, **options)
        content = response.internal_response.content
        self.journal.append(Exchange(request.method, request.url, response.status_code, content, dict(response.headers)))
        return response

    def sleep(self, duration):
        self.journal.waits.append(duration)
        super().sleep(duration)
