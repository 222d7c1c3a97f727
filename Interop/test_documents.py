"""The check of answers can fail; and by the end of the run every operation of the order API was called."""

import json
import os
import re

import pytest
from checking import Checker
from recording import Exchange

HOST = "https://localhost:1"
GROUP = "/subscriptions/5f3c1d5a-0000-4000-8000-000000000000/resourceGroups/g"
ORDER = f"{GROUP}/providers/Microsoft.CertificateRegistration/certificateOrders/shop"
GOOD_ORDER = {
    "id": ORDER,
    "name": "shop",
    "type": "Microsoft.CertificateRegistration/certificateOrders",
    "location": "Global",
    "properties": {
        "productType": "StandardDomainValidatedSsl",
        "status": "Issued",
        "keySize": 2048,
        "expirationTime": "2030-01-01T00:00:00Z",
        "certificates": {"a": {"keyVaultId": "x", "provisioningState": "Succeeded"}},
        "serialNumber": None,
    },
}
needs_documents = pytest.mark.skipif("SIGNET_SPECS" not in os.environ, reason="no folder of published documents in SIGNET_SPECS")


def answer(body, status=200, method="GET", path=ORDER, version="2019-08-01"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(method, f"{HOST}{path}?api-version={version}", status, content)


def order_with(**changes):
    return GOOD_ORDER | {"properties": GOOD_ORDER["properties"] | changes}


@pytest.fixture
def check():
    """A checker of its own, so that made-up answers are not counted among the real ones."""
    checker = Checker(os.environ.get("SIGNET_SPECS"))
    return lambda exchange: checker.complaints([exchange])


def test_a_good_answer_passes(check):
    assert check(answer(GOOD_ORDER)) == []


@pytest.mark.parametrize(
    ("exchange", "complaint"),
    [
        (answer(GOOD_ORDER | {"unknown": 1}), "'unknown' was unexpected"),
        (answer(order_with(unknown=1)), "'unknown' was unexpected"),
        (answer(order_with(status="issued")), "'issued' is not one of"),
        (answer(order_with(keySize="2048")), "'2048' is not of type 'integer'"),
        (answer(order_with(expirationTime="tomorrow")), "'tomorrow' is not a 'date-time'"),
        (answer(order_with(certificates={"a": {"secret": "x"}})), "'secret' was unexpected"),
        (answer({"value": [GOOD_ORDER | {"unknown": 1}]}, path=ORDER.removesuffix("/shop")), "'unknown' was unexpected"),
        (answer(GOOD_ORDER, status=202), "status 202 is not documented"),
        (answer({"a": "b"}, status=204, method="DELETE"), "a body where none is documented"),
        (answer(b"{", status=200), "the body is not JSON"),
        (answer(b"", status=200), "None is not of type 'object'"),
        (answer({"wrong": {}}, status=404), "'wrong' was unexpected"),
        (answer({"value": 1, "id": "x"}, path="/keyvault/v/secrets/s/1"), "1 is not of type 'string'"),
    ],
)
def test_a_broken_answer_is_a_complaint(check, exchange, complaint):
    complaints = check(exchange)
    assert complaints
    assert any(complaint in text for text in complaints), complaints


@needs_documents
@pytest.mark.parametrize(
    ("exchange", "complaint"),
    [
        (answer({name: value for name, value in GOOD_ORDER.items() if name != "location"}), "'location' is a required property"),
        (answer(order_with(contact={"email": "a@b"})), "'contact' was unexpected"),
        (answer(order_with(keySize=2**31)), "is not a 'int32'"),
    ],
)
def test_published_documents_know_more(check, exchange, complaint):
    assert any(complaint in text for text in check(exchange))


@needs_documents
def test_a_later_version_may_have_what_came_later(check):
    assert check(answer(order_with(contact={"email": "a@b"}), version="2024-11-01")) == []


@pytest.mark.last
def test_every_operation_of_the_order_api_was_called(request, checker):
    files = {item.path.name for item in request.session.items}
    if not {"test_whole_life.py", "test_renewal.py", "test_history.py"} <= files:
        pytest.skip("the files that call them were not run")
    wanted = {
        operation.name
        for document in checker.own.documents
        for operation in document.operations
        if re.match("AppServiceCertificateOrders_|CertificateOrdersDiagnostics_|CertificateRegistrationProvider_", operation.name)
    }
    assert len(wanted) == 23
    assert wanted - checker.counts["own"].keys() == set()
