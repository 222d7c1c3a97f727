#!/usr/bin/env python3
"""Describes what the emulator serves, as OpenAPI 3.1, from two tables of facts: that of the contract tests for the four APIs of
certificates, and surroundings.json beside this file for everything else.

    Interop/description.py > emulator.json

With `values` (see there) members and parameters get values that make sense in a running emulator, so that generated requests get past
the first check.
"""

import json
import re
import sys
from pathlib import Path

from facts import load, record, schema_of

SURROUNDINGS = Path(__file__).parent / "surroundings.json"
VAULT_BASE = "/keyvault/{vaultBaseName}"
ERROR_OF = {"vault.secrets": "VaultError", "identity": "IdentityError"}


class Describer:
    def __init__(self, values=None):
        contracts, self.surroundings = load("operations.json"), json.loads(SURROUNDINGS.read_text())
        self.operations = contracts["operations"] | self.surroundings["operations"]
        self.types = contracts["types"] | self.surroundings["types"]
        self.words = contracts["words"] | self.surroundings["words"]
        self.required = self.surroundings["required"]
        self.values = values or {}
        self.schemas = {}

    def document(self):
        paths = {}
        # The surroundings come last: a list of all resources knows more members than the same path does for vaults.
        for name, operation in self.operations.items():
            path = (VAULT_BASE if operation["service"] == "vault.secrets" else "") + operation["path"]
            for alternative in self.alternatives(path):
                paths.setdefault(alternative, {})[operation["verb"].lower()] = self.operation(name, operation, alternative)
        return {
            "openapi": "3.1.0",
            "info": {"title": "The emulator", "version": "9999"},
            "paths": paths,
            "components": {"schemas": self.schemas},
        }

    @staticmethod
    def alternatives(path):
        """The latest version of a secret is asked for without one, so that the path has a form without its end."""
        return [path, path.removesuffix("/{secret-version}")] if path.endswith("secrets/{secret-name}/{secret-version}") else [path]

    def operation(self, name, operation, path):
        described = {
            "operationId": name,
            "parameters": [self.path_parameter(found) for found in re.findall(r"{([^}]+)}", path)] + self.query(operation),
            "responses": self.responses(operation),
        }
        if operation["request"]:
            described["requestBody"] = {"required": True, "content": {operation.get("media", "application/json"): self.body(operation)}}
        return described

    def path_parameter(self, name):
        return {"name": name, "in": "path", "required": True, "schema": self.value_of(name, {"type": "string", "minLength": 1})}

    def query(self, operation):
        """The version every Azure call needs, and what else may stand behind the question mark."""
        parameters = []
        if operation.get("versions"):
            versions = {"type": "string", "enum": operation["versions"]}
            parameters.append({"name": "api-version", "in": "query", "required": True, "schema": versions})
        for name, type_name in operation.get("query", {}).items():
            schema = self.value_of(name, schema_of(type_name, self.words, self.reference))
            parameters.append({"name": name, "in": "query", "required": False, "schema": schema})
        return parameters

    def body(self, operation):
        return {"schema": schema_of(operation["request"], self.words, self.request_reference)}

    def responses(self, operation):
        """A status that comes without a body although another has one stands in `empty`."""
        answers = {}
        for status in operation["success"]:
            answers[str(status)] = {"description": "Success"}
            if operation["response"] and status not in operation.get("empty", [204]):
                schema = schema_of(operation["response"], self.words, self.reference)
                answers[str(status)]["content"] = {"application/json": {"schema": schema}}
        error = {"$ref": f"#/components/schemas/{self.named(ERROR_OF.get(operation['service'], 'AnyError'), self.reference)}"}
        return answers | {"default": {"description": "Refusal", "content": {"application/json": {"schema": error}}}}

    def reference(self, name):
        return {"$ref": f"#/components/schemas/{self.named(name, self.reference)}"}

    def request_reference(self, name):
        """What is sent: without what only the service sets, with the values that make sense, and with what must be there."""
        key = name + ".sent"
        if key not in self.schemas:
            self.schemas[key] = {}
            sent = {member: fact for member, fact in self.types[name].items() if not fact.get("readOnly")}
            schema = record(sent, self.words, self.request_reference)
            schema["properties"] = {member: self.value_of(member, value) for member, value in schema["properties"].items()}
            self.schemas[key] = schema | {"required": self.required.get(name, []), "additionalProperties": False}
        return {"$ref": f"#/components/schemas/{key}"}

    def named(self, name, reference):
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = record(self.types[name], self.words, reference) if self.types[name] else {"type": "object"}
        return name

    def value_of(self, name, schema):
        """A plain member or parameter with known values has one of them."""
        known = self.values.get(name)
        return {"enum": known} if known and schema.get("type") in ("string", "integer", "number") and "enum" not in schema else schema


def describe(values=None):
    return Describer(values).document()


if __name__ == "__main__":
    json.dump(describe(), sys.stdout, indent=1)
    print()
