"""API documents, and whether an answer of the emulator is one they allow.

Two kinds of documents are used alike: the published ones, where a folder of them is at hand, and the emulator's own description.
An answer must be of a documented status, and its body must fit the schema with no member that the schema does not have.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import jsonschema
from facts import load, record, schema_of

VERBS = ("get", "put", "post", "patch", "delete")
# The documents whose paths the emulator serves. Of the web apps only the bindings: a site's schema is in none of the documents.
PUBLISHED = {
    "AppServiceCertificateOrders": "",
    "CertificateRegistrationProvider": "",
    "Certificates": "",
    "WebApps": "/hostNameBindings",
    "KeyVault": "",
    "KeyVaultData": "secrets",
    "Dns": "/dnsZones",
    "Locks": "/locks",
    "RoleAssignments": "/roleAssignments",
}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
FORMATS = {
    "date-time": DATE_TIME.fullmatch,
    "uuid": GUID.fullmatch,
    "base64url": re.compile(r"[A-Za-z0-9_-]*=*").fullmatch,
    "int32": lambda number: -(2**31) <= number < 2**31,
}
# Of the records that documents take from elsewhere, what must be there; their members are in the overlay of the contract tests.
REQUIRED_OUTSIDE = {"Resource": ["location"]}
DETAIL = {"type": "object", "properties": {name: {"type": "string"} for name in ("code", "message", "target")}}
# The envelopes of errors that documents refer to or the services are known to answer with.
ENVELOPES = {
    "resourceManager": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": DETAIL["properties"] | {"details": {"type": "array", "items": DETAIL}, "innererror": {"type": "string"}},
            }
        },
    },
    "appService": {
        "type": "object",
        "required": ["Code", "Message", "Details"],
        "properties": {
            "Code": {"type": "string"},
            "Message": {"type": "string"},
            "Target": {"type": "string"},
            "Innererror": {"type": "string"},
            "Details": {"type": "array", "items": {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": {}}},
        },
    },
}


def formats():
    checker = jsonschema.FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        kind = int if name.startswith("int") else str
        checker.checks(name)(lambda value, accepts=accepts, kind=kind: not isinstance(value, kind) or bool(accepts(value)))
    return checker


FORMAT_CHECKER = formats()


@dataclass
class Operation:
    """One operation of one document, with the schemas of its answers ready to use; None stands for an empty body."""

    name: str
    method: str
    pattern: re.Pattern
    fixed: int
    version: str
    is_vault: bool
    answers: dict
    also: tuple = ()

    def matches(self, method, path):
        return method == self.method and self.pattern.fullmatch(path) is not None

    def complaint(self, exchange):
        """What is wrong with an answer, or None."""
        if exchange.status >= 400:
            return self.complaint_about_refusal(exchange)
        if str(exchange.status) in self.answers:
            return complaint_about_body(exchange, self.answers[str(exchange.status)])
        if exchange.status in self.also:
            return None
        return f"status {exchange.status} is not documented for {self.name}"

    def complaint_about_refusal(self, exchange):
        """Vaults refuse as documented. Elsewhere the gateway in front of the service, or App Service, may refuse in its own way."""
        schema = self.answers.get(str(exchange.status)) or self.answers.get("default")
        allowed = [] if self.is_vault else [*ENVELOPES.values()]
        allowed += [schema] if schema else []
        complaints = [complaint_about_body(exchange, schema) for schema in allowed]
        return None if not complaints or None in complaints else complaints[-1]


def complaint_about_body(exchange, schema):
    if schema is None:
        return f"a body where none is documented: {exchange.content[:200]!r}" if exchange.content else None
    try:
        body = without_absent(exchange.body)
    except ValueError as error:
        return f"the body is not JSON: {error}"
    validator = jsonschema.Draft202012Validator(schema, format_checker=FORMAT_CHECKER)
    error = jsonschema.exceptions.best_match(validator.iter_errors(body))
    return error and f"{error.json_path}: {error.message[:500]}"


def without_absent(value):
    """Members that are null count as absent, as every official client takes them."""
    if isinstance(value, dict):
        return {name: without_absent(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_absent(item) for item in value]
    return value


class Document:
    """One API document in version 3 of OpenAPI; `additions` are records that are newer than it, by name."""

    def __init__(self, document, wanted="", additions=None, words=None, also=None):
        self.document = document
        # A document with additions stands for the versions after it.
        self.version = document["info"]["version"] + ("+" if additions else "")
        self.additions = additions or {}
        self.words = words or {}
        self.operations = []
        for path, item in document["paths"].items():
            for verb in VERBS:
                if verb in item and wanted in path:
                    self.operations.append(self.operation(item[verb], verb.upper(), path, also or {}))

    def operation(self, operation, method, path, also):
        name = operation["operationId"]
        return Operation(
            name=name,
            method=method,
            pattern=pattern(path),
            fixed=len([word for word in path.split("/") if "{" not in word]),
            version=self.version,
            is_vault=path.startswith(("/secrets", "/deletedsecrets", "/keyvault")),
            answers={status: self.answer(response) for status, response in operation["responses"].items()},
            also=tuple(also.get(name, {}).get("statuses", [])),
        )

    def answer(self, response):
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].split("/")[-1]]
        content = response.get("content", {})
        schema = next((media.get("schema") for media in content.values()), None)
        return None if schema is None else self.resolved(schema, ())

    def resolved(self, schema, above):
        """The schema without references, with all inherited members, closed to any other member."""
        if "$ref" in schema:
            return self.referred(schema["$ref"], above)
        if schema.get("type") == "array":
            return {"type": "array", "items": self.resolved(schema.get("items", {}), above)}
        if "enum" in schema:
            return {"type": schema.get("type", "string"), "enum": self.all_words(schema)}
        if isinstance(schema.get("additionalProperties"), dict):
            return {"type": "object", "additionalProperties": self.resolved(schema["additionalProperties"], above)}
        if "properties" in schema or "allOf" in schema:
            return self.record(schema, above)
        return {name: value for name, value in schema.items() if name in ("type", "format", "minimum", "maximum", "minProperties")}

    def referred(self, reference, above):
        name = reference.split("/")[-1]
        if reference in above:
            return {}
        if reference.startswith("#"):
            schema = self.document["components"]["schemas"][name]
            nested = {member.removeprefix(name + "."): facts for member, facts in self.additions.items() if member.startswith(name + ".")}
            return self.with_additions(self.resolved(schema, (*above, reference)), self.additions.get(name, {}), nested)
        if name in ("DefaultErrorResponse", "ErrorResponse", "CloudError"):
            return self.resolved(ENVELOPES["resourceManager"], above)
        # What a document takes from another one that is not here: the contract tests know those records.
        outside = record(load("overlay.json")["types"][name], self.words, lambda inner: {"$ref": f"outside#/{inner}"})
        return self.record(outside | {"required": REQUIRED_OUTSIDE.get(name, [])}, above)

    def record(self, schema, above):
        members, required = {}, list(schema.get("required", []))
        for parent in schema.get("allOf", []):
            inherited = self.resolved(parent, above)
            members |= inherited.get("properties", {})
            required += inherited.get("required", [])
        # What can be sent but not read has no place in an answer, required or not.
        shown = {name: member for name, member in schema.get("properties", {}).items() if "read" in member.get("x-ms-mutability", ["read"])}
        members |= {name: self.resolved(member, above) for name, member in shown.items()}
        required = [name for name in required if name in members]
        limits = {name: schema[name] for name in ("minProperties", "maxProperties") if name in schema}
        return {"type": "object", "properties": members, "required": required, "additionalProperties": False} | limits

    def with_additions(self, schema, members, nested):
        if "properties" not in schema:
            return schema
        grown = schema | {"properties": dict(schema["properties"])}
        for name, fact in members.items():
            grown["properties"].setdefault(name, self.newer(fact["type"]))
        for name, facts in nested.items():
            grown["properties"][name] = self.with_additions(grown["properties"].get(name, {}), facts, {})
        return grown

    def newer(self, type_name):
        return self.resolved(schema_of(type_name, self.words, lambda name: {"$ref": f"outside#/{name}"}), ())

    def all_words(self, schema):
        name = schema.get("x-ms-enum", {}).get("name", "")
        return list(dict.fromkeys(schema["enum"] + self.words.get(name, [])))


def pattern(path):
    """The expression of a path template: names of any casing, a last one that may be empty, whatever a scope may be."""
    words = []
    for word in path.strip("/").split("/"):
        if word in ("{scope}", "{parentResourcePath}"):
            words.append(".+")
        elif word.startswith("{"):
            words.append("[^/]+")
        else:
            words.append(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(word)))
    if words[-1] == "[^/]+" and len(words) > 1 and words[-2] == "[^/]+":
        words[-1] = "[^/]*"
    return re.compile("/" + "/".join(words), re.IGNORECASE)


class Documents:
    """A set of documents, the newest that is not newer than the asked version first."""

    def __init__(self, documents):
        self.documents = documents

    def find(self, exchange):
        """The operation of an exchange: of all that fit the path, the one with most fixed words, then the closest version."""
        found = [
            operation
            for document in self.documents
            for operation in document.operations
            if any(operation.matches(exchange.method, path) for path in paths(exchange))
        ]
        return max(found, key=lambda operation: (operation.fixed, closeness(operation.version, exchange.api_version)), default=None)


def closeness(version, asked):
    """Not newer than what was asked for is better than newer; then the newest."""
    return (version <= asked, version)


def paths(exchange):
    """The path as it was asked for, and a vault's both ways: below the vault, and below the emulator."""
    below = re.fullmatch(r"/keyvault/[^/]+(/.*)", exchange.path)
    if below:
        return exchange.path, below.group(1)
    vault, _, suffix = exchange.host.partition(".")
    return (exchange.path, f"/keyvault/{vault}{exchange.path}") if suffix == "vault.localhost" else (exchange.path,)


def published(folder):
    """The published documents of a folder, and the newest of each kind once more with what later versions added."""
    overlay, words = load("overlay.json"), load("operations.json")["words"]
    documents = []
    for name, wanted in PUBLISHED.items():
        files = sorted(file for file in Path(folder).rglob(f"{name}-*.json") if file.stem.removeprefix(name + "-")[:1].isdigit())
        assert files, f"no document {name} in {folder}"
        documents += [Document(json.loads(file.read_text()), wanted, also=overlay["alsoAccepted"]) for file in files]
        newest = json.loads(files[-1].read_text())
        documents.append(Document(newest, wanted, overlay["types"], words, overlay["alsoAccepted"]))
    return Documents(documents)
