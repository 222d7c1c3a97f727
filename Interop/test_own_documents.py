"""The documents signet publishes are OpenAPI by the judgement of a program that knows nothing of signet."""

import json
import os
import subprocess

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator


def document(name):
    return subprocess.run([os.environ["SIGNET"], "api", "--document", name], check=True, capture_output=True, text=True).stdout


NAMES = document("list").split()


def test_there_are_documents_of_the_four_apis_and_of_signet():
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_valid(name):
    assert [error.message for error in OpenAPIV31SpecValidator(json.loads(document(name))).iter_errors()] == []


def test_a_document_that_is_not_valid_is_noticed():
    broken = json.loads(document(NAMES[0]))
    next(iter(broken["paths"].values()))["get"]["responses"]["200"].pop("description")
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())
