"""The facts of the contract tests (types, words, operations) as JSON Schema.

A type is written as there: `string`, `date-time`, `[T]` for a list, `{T}` for a map, or the name of a record or of a set of words.
"""

import json
from pathlib import Path

CONTRACTS = Path(__file__).parent.parent / "Tests/ContractTests"

PLAIN = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "any": {},
    "object": {"type": "object"},
    "date-time": {"type": "string", "format": "date-time"},
    "unixtime": {"type": "integer"},
}


def load(name):
    return json.loads((CONTRACTS / name).read_text())


def schema_of(type_name, words, reference):
    """The schema of a type; `reference` says how a record is referred to by its name."""
    if type_name.startswith("["):
        return {"type": "array", "items": schema_of(type_name[1:-1], words, reference)}
    if type_name.startswith("{"):
        return {"type": "object", "additionalProperties": schema_of(type_name[1:-1], words, reference)}
    if type_name in words:
        return {"type": "string", "enum": words[type_name]}
    return dict(PLAIN[type_name]) if type_name in PLAIN else reference(type_name)


def record(properties, words, reference):
    """The schema of a record; nothing in the facts says which members must be there."""
    members = {}
    for name, fact in properties.items():
        members[name] = schema_of(fact["type"], words, reference)
        if fact.get("readOnly"):
            members[name] = members[name] | {"readOnly": True}
    return {"type": "object", "properties": members}
