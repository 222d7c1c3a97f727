"""Holds every answer against the documents, and counts what was held."""

from collections import Counter

from description import describe
from documents import Document, Documents, published


class Checker:
    """The emulator's own description, which is always there, and the published documents where a folder of them is."""

    def __init__(self, folder=None):
        self.folder = folder
        self.own = Documents([Document(describe())])
        self.published = published(folder) if folder else None
        self.counts = {"own": Counter(), "published": Counter()}
        self.notes = {}

    def complaints(self, exchanges):
        found = []
        for exchange in exchanges:
            for name, documents in (("own", self.own), ("published", self.published)):
                operation = documents.find(exchange) if documents else None
                if operation is None:
                    continue
                self.counts[name][operation.name] += 1
                complaint = operation.complaint(exchange)
                if complaint:
                    found.append(f"{exchange}\n    {name} document, {operation.name}: {complaint}")
        return found

    def undescribed(self, exchanges):
        """Exchanges that not even the emulator's own description knows."""
        return [exchange for exchange in exchanges if self.own.find(exchange) is None]

    def summary(self):
        lines = []
        for name, counter in self.counts.items():
            if name == "own" or self.folder:
                lines.append(f"{name} documents: {counter.total()} answers of {len(counter)} operations checked")
        return lines + list(self.notes.values())
