#!/usr/bin/env python3
"""Writes the operation table of the contract tests to standard output.

    Scripts/generate-operations.py FOLDER > Tests/ContractTests/operations.json

FOLDER holds the published API documents as `Name-version.json`, in itself or in subfolders. Only facts are taken: ids, verbs,
paths, versions, statuses, names of types and properties, words. What is newer than those documents comes from overlay.json.
"""

import json
import pathlib
import sys

# Which documents speak of what: the document's name, the service it belongs to, and the paths that count; of what lies around the
# four APIs only the operations that certificates need.
DOCUMENTS = [
    ("AppServiceCertificateOrders", "Microsoft.CertificateRegistration", ""),
    ("CertificateRegistrationProvider", "Microsoft.CertificateRegistration", ""),
    ("Certificates", "Microsoft.Web", "/providers/Microsoft.Web/certificates"),
    ("WebApps", "Microsoft.Web", "/hostNameBindings"),
    ("KeyVault", "Microsoft.KeyVault", ""),
    ("KeyVaultData", "vault.secrets", "secrets"),
    ("Locks", "surroundings", "", ["ManagementLocks_" + name + "ByScope" for name in ("List", "CreateOrUpdate", "Delete")]),
    ("RoleAssignments", "surroundings", "", ["RoleAssignments_" + name for name in ("ListForScope", "Create", "Delete")]),
    ("AppServicePlans", "surroundings", "", ["AppServicePlans_" + name for name in ("List", "ListByResourceGroup", "Get")]),
    ("WebApps", "surroundings", "", ["WebApps_" + name for name in ("List", "ListByResourceGroup", "Get", "CreateOrUpdate")]),
    ("Dns", "surroundings", "", ["Zones_List", "Zones_ListByResourceGroup"]),
    ("Dns", "surroundings", "", ["RecordSets_Get", "RecordSets_CreateOrUpdate", "RecordSets_Delete"]),
]
VERBS = ("get", "put", "post", "patch", "delete")


class Table:
    def __init__(self):
        self.operations, self.types, self.words = {}, {}, {}

    def add_document(self, document, service, wanted, operations=None):
        self.schemas = document.get("components", {}).get("schemas", {})
        version = document["info"]["version"]
        for path, item in sorted(document["paths"].items()):
            for verb in VERBS:
                if verb in item and wanted in path and (not operations or item[verb]["operationId"] in operations):
                    self.add_operation(item[verb], verb.upper(), path, service, version)

    def add_operation(self, operation, verb, path, service, version):
        facts = {
            "service": service,
            "verb": verb,
            "path": path,
            "success": sorted(int(s) for s in operation["responses"] if s.startswith("2")),
            "longRunning": bool(operation.get("x-ms-long-running-operation")),
            "paged": "x-ms-pageable" in operation,
            "request": self.type_name(body_schema(operation.get("requestBody"))),
            "response": self.response(operation),
        }
        known = self.operations.setdefault(operation["operationId"], facts | {"versions": []})
        known["versions"] = sorted({*known["versions"], version})
        differing = [key for key, value in facts.items() if known[key] != value]
        if differing:
            raise SystemExit(f"{operation['operationId']} differs between versions in {differing}")

    def response(self, operation):
        names = {self.type_name(body_schema(r)) for s, r in operation["responses"].items() if s.startswith("2")}
        return next((name for name in sorted(n for n in names if n)), None)

    def type_name(self, schema, owner=""):
        """The name of a schema's type; named and nested objects are added to the table on the way."""
        if schema is None:
            return None
        if "$ref" in schema:
            return self.named(schema["$ref"].split("/")[-1])
        if schema.get("type") == "array":
            return "[" + self.type_name(schema["items"], owner) + "]"
        if "enum" in schema:
            return self.word(schema, owner)
        if isinstance(schema.get("additionalProperties"), dict):
            return "{" + self.type_name(schema["additionalProperties"], owner) + "}"
        if "properties" in schema:
            return self.record(owner, schema)
        return schema.get("format") if schema.get("format") in ("date-time", "unixtime") else schema.get("type", "any")

    def named(self, name):
        schema = self.schemas.get(name)
        if schema is None or name in RESOLVING:
            return name
        if "enum" in schema:
            return self.word(schema, name)
        RESOLVING.append(name)
        self.record(name, schema)
        RESOLVING.pop()
        return name

    def record(self, name, schema):
        properties = self.types.setdefault(name, {})
        for parent in schema.get("allOf", []):
            inherited = parent["$ref"].split("/")[-1]
            self.named(inherited)
            properties |= self.types.get(inherited, {}) or EXTERNAL.get(inherited, {})
        for key, value in schema.get("properties", {}).items():
            fact = {"type": self.type_name(value, f"{name}.{key}")}
            mutability = value.get("x-ms-mutability", [])
            if value.get("readOnly"):
                fact["readOnly"] = True
            if "create" in mutability and "update" not in mutability:
                fact["createOnly"] = True
            properties[key] = properties.get(key, {}) | fact
        return name

    def word(self, schema, owner):
        name = schema.get("x-ms-enum", {}).get("name", owner)
        words = self.words.setdefault(name, [])
        words += [word for word in schema["enum"] if word not in words]
        return name


RESOLVING = []
EXTERNAL = {}


def body_schema(holder):
    content = (holder or {}).get("content", {})
    return next((media.get("schema") for media in content.values()), None)


def merge(table, overlay):
    """The overlay adds operations, types, words and versions; it never takes a fact away, except the operations it excepts."""
    for name in overlay["excepted"]:
        table.operations.pop(name)
    table.operations |= overlay["operations"]
    for names, versions in ((group["operations"], group["versions"]) for group in overlay["versions"]):
        for name, operation in table.operations.items():
            if any(name.startswith(prefix) for prefix in names):
                operation["versions"] = sorted({*operation["versions"], *versions})
    for name, properties in overlay["types"].items():
        table.types[name] = table.types.get(name, {}) | properties
    for name, words in overlay["words"].items():
        table.words[name] = list(dict.fromkeys(table.words.get(name, []) + words))


def narrow(table, overlay):
    """Of wide types only the properties that certificates need; one that the documents do not know is a mistake."""
    for name, properties in overlay["narrow"].items():
        known = table.types[name]
        unknown = [property for property in properties if property not in known]
        if unknown:
            raise SystemExit(f"{name} has no {unknown}")
        table.types[name] = {property: known[property] for property in properties}


def reachable(table):
    """Only types that an operation sends or answers, so that excepted operations leave nothing behind."""
    seen, open_names = set(), [o[side] for o in table.operations.values() for side in ("request", "response")]
    while open_names:
        name = (open_names.pop() or "").strip("[]{}")
        if name in seen:
            continue
        seen.add(name)
        open_names += [fact["type"] for fact in table.types.get(name, {}).values()]
    table.types = {name: facts for name, facts in table.types.items() if name in seen}
    table.words = {name: words for name, words in table.words.items() if name in seen}


def main(folder):
    overlay = json.loads((pathlib.Path(__file__).parent.parent / "Tests/ContractTests/overlay.json").read_text())
    EXTERNAL.update(overlay["types"])
    table = Table()
    for name, service, wanted, *operations in DOCUMENTS:
        files = sorted(f for f in pathlib.Path(folder).rglob(f"{name}-*.json") if f.stem.removeprefix(name + "-")[:1].isdigit())
        if not files:
            raise SystemExit(f"no document {name} below {folder}")
        for file in files:
            table.add_document(json.loads(file.read_text()), service, wanted, *operations)
    merge(table, overlay)
    narrow(table, overlay)
    reachable(table)
    facts = {"operations": table.operations, "types": table.types, "words": table.words}
    json.dump(facts, sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
