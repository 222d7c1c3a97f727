#!/usr/bin/env python3
"""Writes our own API documents, OpenAPI 3.1 with nothing to look up, as Swift: one file for each, in Sources/Catalog/Documents.

    Scripts/generate-documents.py [--check]

The facts are those of Tests/ContractTests/operations.json, the words those of Scripts/wording.json and Scripts/signet-operations.json.
With --check nothing is written; it fails when a file is not what it would write.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Sources" / "Catalog" / "Documents"
PLAIN = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "date-time": {"type": "string", "format": "date-time"},
    "duration": {"type": "string"},
    "base64url": {"type": "string"},
    "unixtime": {"type": "integer"},
    "any": {},
}
REFUSALS = {
    "401": "There was no valid token.",
    "403": "The identity may not do this.",
    "404": "There is no such thing, or it cannot be seen.",
    "409": "It conflicts with what is there or going on.",
    "429": "There were too many calls.",
}


class Document:
    def __init__(self, facts, overlay, words, about):
        self.facts, self.overlay, self.words, self.about = facts, overlay, words, about
        self.is_vault = about["service"] == "vault.secrets"

    def json(self):
        paths = {}
        for name, operation in sorted(self.facts["operations"].items()):
            if operation["service"] == self.about["service"]:
                paths.setdefault(operation["path"], {})[operation["verb"].lower()] = self.operation(name, operation)
        server = {"url": self.about["server"]}
        if self.is_vault:
            note = self.words["parameters"]["vaultBaseUrl"]
            server["variables"] = {"vaultBaseUrl": {"default": self.words["values"]["vaultBaseUrl"], "description": note}}
        info = {"title": self.about["title"], "version": self.about["version"], "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"}}
        return {
            "openapi": "3.1.0",
            "info": info,
            "servers": [server],
            "security": [{"entra": []}],
            "paths": paths,
            "components": {"securitySchemes": {"entra": {"type": "http", "scheme": "bearer", "description": "A token of Microsoft Entra ID."}}},
        }

    def operation(self, name, facts):
        said = self.words["operations"][name]
        described = {
            "operationId": name,
            "summary": said["does"],
            "tags": [self.about["title"]],
            "parameters": [self.parameter(found) for found in re.findall(r"{([^}]+)}", facts["path"])] + self.query(facts),
        }
        if facts["request"]:
            described["requestBody"] = self.body(facts["request"])
        described["responses"] = self.responses(facts)
        described["x-signet-intents"] = said["intents"]
        described["x-signet-effect"] = said.get("effect") or {"GET": "read", "DELETE": "delete"}.get(facts["verb"], "write")
        if described["x-signet-effect"] != "read":
            described["x-signet-undo"] = said.get("undo", "none")
        if said.get("secret"):
            described["x-signet-returns-secret"] = True
        if facts["longRunning"]:
            described["x-ms-long-running-operation"] = True
        if facts["paged"]:
            described["x-ms-pageable"] = {"nextLinkName": "nextLink"}
        return described

    def parameter(self, name):
        schema = {"type": "string", "minLength": 1}
        example = self.words["values"].get(name)
        if name == "operationKind":
            schema, example = {"type": "string", "enum": ["add", "replace", "remove"]}, "add"
        return {"name": name, "in": "path", "required": True, "description": self.words["parameters"][name], "schema": schema, "example": example}

    def query(self, facts):
        version = {"type": "string", "const": "2015-11-01" if facts["path"].endswith("/resources") else self.about["version"]}
        return [{"name": "api-version", "in": "query", "required": True, "description": "The version of the API.", "schema": version}]

    def body(self, type_name):
        schema = self.schema(type_name, sent=True)
        content = {"schema": schema, "example": self.example(schema)}
        return {"required": True, "content": {"application/json": content}}

    def responses(self, facts):
        answers = {}
        for status in facts["success"]:
            answers[str(status)] = {"description": "Done."}
            if facts["response"] and status != 204:
                answers[str(status)]["content"] = {"application/json": {"schema": self.schema(facts["response"])}}
        return answers | {status: {"description": text} for status, text in REFUSALS.items()}

    def schema(self, type_name, sent=False, inside=()):
        if type_name.startswith("[") or type_name.startswith("{"):
            inner = self.schema(type_name[1:-1], sent, inside)
            return {"type": "array", "items": inner} if type_name.startswith("[") else {"type": "object", "additionalProperties": inner}
        if type_name in PLAIN:
            return dict(PLAIN[type_name])
        if type_name in self.facts["words"]:
            words = self.facts["words"][type_name]
            # What is sent is one of the words we know; what comes back may be newer.
            return {"type": "string", "enum": words} if sent else {"type": "string", "examples": words}
        members = self.facts["types"].get(type_name)
        if members is None or type_name in inside:
            return {}
        return self.record(type_name, members, sent, (*inside, type_name))

    def record(self, type_name, members, sent, inside):
        properties = {}
        for name, fact in members.items():
            if sent and fact.get("readOnly"):
                continue
            schema = self.schema(fact["type"], sent, inside)
            note = self.words["members"].get(name)
            if note and "description" not in schema:
                schema["description"] = note
            if f"{type_name}.{name}" in self.overlay["secrets"]:
                schema["x-signet-secret"] = True
            if sent and name in self.words["values"] and schema.get("type") in ("string", "integer") and "enum" not in schema:
                schema["examples"] = [self.words["values"][name]]
            properties[name] = schema
        required = [name for name in self.words["required"].get(type_name + ".sent", []) if name in properties] if sent else []
        return {"type": "object", "properties": properties} | ({"required": required} if required else {})

    def example(self, schema, depth=0):
        """What has to be there, and the first member where nothing has to."""
        if "examples" in schema:
            return schema["examples"][0]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            properties = schema.get("properties", {})
            wanted = schema.get("required") or [name for name in properties if name == "properties"] or list(properties)[: 1 if depth else 0]
            return {name: self.example(properties[name], depth + 1) for name in wanted}
        if kind == "array":
            return [self.example(schema["items"], depth + 1)]
        return {"boolean": True, "integer": 1, "number": 1}.get(kind, "2027-01-31T08:00:00Z" if schema.get("format") == "date-time" else "example")


def swift(name, document):
    words = "".join(part.capitalize() for part in name.split("-"))
    member = words[0].lower() + words[1:]
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    # A line for each path, so that a change shows where it is.
    for path in document["paths"]:
        key = json.dumps(path) + ":{"
        text = text.replace(key, "\n        " + key, 1)
    return words, (
        "// Written by Scripts/generate-documents.py; change what it reads, not this.\n\n"
        f"extension OwnDocuments {{\n    static let {member} = #\"\"\"\n        {text}\n        \"\"\"#\n}}\n"
    )


def documents():
    contracts = ROOT / "Tests" / "ContractTests"
    facts, overlay = (json.loads((contracts / file).read_text()) for file in ("operations.json", "overlay.json"))
    words = json.loads((ROOT / "Scripts" / "wording.json").read_text())
    for about in words["documents"]:
        yield about["name"], Document(facts, overlay, words, about).json()
    yield "signet", json.loads((ROOT / "Scripts" / "signet-operations.json").read_text())


def main():
    stale = []
    for name, document in documents():
        words, text = swift(name, document)
        file = FOLDER / f"{words}.swift"
        if not file.exists() or file.read_text() != text:
            stale.append(file.name)
            if "--check" not in sys.argv:
                file.write_text(text)
    if "--check" in sys.argv and stale:
        raise SystemExit(f"{', '.join(stale)}: not what Scripts/generate-documents.py writes")


if __name__ == "__main__":
    main()
