"""What `signet serve` says of itself is read by programs that know nothing of signet: its API document, its metrics, its answers."""

import jsonschema
import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator
from prometheus_client.parser import text_string_to_metric_families
from served import running_server


@pytest.fixture(scope="module")
def served(emulator, tmp_path_factory):
    with running_server(emulator, tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")
def document(served):
    return served.get("/api/v1/openapi.json").json()


def test_the_document_is_valid(document):
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_path_of_the_document_is_there_and_wants_a_token(served, document):
    for path, item in document["paths"].items():
        for method in item:
            answer = requests.request(method, served.ready["listens"] + path.replace("{", "").replace("}", ""), timeout=30)
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_answers_and_refusals_fit_the_document(served, document):
    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    found = served.post("/api/v1/search", {"intent": "list certificate orders"})
    assert found.status_code == 200
    check(found.json(), "SearchAnswer")
    loaded = served.post("/api/v1/call", found.json()["next"])
    assert loaded.status_code == 200
    check(loaded.json(), "Contracts")
    listed = served.post("/api/v1/execute/read", {"operation": "Signet_ListOrders", "inputs": {}})
    assert listed.status_code == 200, listed.text
    check(listed.json(), "Execution")
    refused = served.post("/api/v1/load", {"operations": ["No_Such_Thing"]})
    assert refused.status_code == 404
    check(refused.json(), "Refusal")
    assert served.post("/api/v1/call", refused.json()["next"]).status_code == 200


def test_metrics_are_prometheus_text(served):
    answer = served.get("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert families["signet_http_requests"].type == "counter"
    assert families["signet_http_request_seconds"].type == "histogram"
    assert served.token not in answer.text


def test_it_is_alive_ready_and_says_how_to_begin(served):
    assert served.get("/healthz").json() == {"status": "ok"}
    assert served.get("/readyz").json()["ready"] is True
    assert "/api/v1/search" in served.get("/llms.txt").text


def test_a_page_of_another_origin_and_a_foreign_name_are_turned_away(served):
    assert served.get("/healthz", headers={"Origin": "https://evil.test"}).status_code == 403
    assert served.get("/healthz", headers={"Host": "evil.test"}).status_code == 421
