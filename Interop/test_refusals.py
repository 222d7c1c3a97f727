"""How the SDKs take a refusal: their exceptions, their waiting, both envelopes of errors."""

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.keyvault.secrets import SecretClient
from azure.mgmt.certificateregistration.models import RenewCertificateOrderRequest
from orders import order_request

ORDER = "refused"
ORDERS = "*/certificateOrders/*"


@pytest.fixture(scope="module", autouse=True)
def staged(emulator, fresh_start):
    emulator.stage(orders=[{"name": ORDER, "domain": "refused.example", "daysLeft": 150, "termDaysLeft": 300}])


def test_a_wrong_secret_is_refused_by_number(emulator, order_client):
    with order_client() as client:
        client._config.authentication_policy._credential = emulator.credential("wrong")
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            client.app_service_certificate_orders.get(emulator.resource_group, ORDER)


def test_a_token_for_another_service_is_refused(emulator):
    answer = requests.get(
        f"{emulator.ready['arm']}/subscriptions/{emulator.subscription_id}/resourceGroups",
        params={"api-version": "2021-04-01"},
        headers={"Authorization": "Bearer " + emulator.credential().get_token("https://vault.azure.net/.default").token},
        timeout=10,
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationTokenAudience"


def test_a_refused_token_is_a_failed_authentication(emulator, certificates):
    with emulator.fault("GET", ORDERS, {"status": 401}), pytest.raises(ClientAuthenticationError) as failure:
        certificates.get(emulator.resource_group, ORDER)
    assert failure.value.status_code == 401


def test_an_unknown_order_is_not_found(emulator, certificates):
    with pytest.raises(ResourceNotFoundError) as failure:
        certificates.get(emulator.resource_group, "nowhere")
    assert failure.value.error.code == "ResourceNotFound"
    assert "nowhere" in failure.value.error.message


def test_an_action_on_an_unknown_order_names_the_order(emulator, certificates):
    with pytest.raises(ResourceNotFoundError) as failure:
        certificates.resend_email(emulator.resource_group, "nowhere")
    assert "'Microsoft.CertificateRegistration/certificateOrders/nowhere'" in failure.value.error.message


def test_an_unknown_secret_is_not_found(secrets):
    with pytest.raises(ResourceNotFoundError, match="SecretNotFound"):
        secrets.get_secret("nowhere")


def test_an_unknown_resource_group_is_not_found(certificates):
    with pytest.raises(ResourceNotFoundError) as failure:
        certificates.begin_create_or_update("nowhere", ORDER, order_request())
    assert failure.value.error.code == "ResourceGroupNotFound"


def test_a_wildcard_needs_the_wildcard_product(certificates):
    with pytest.raises(HttpResponseError) as failure:
        certificates.validate_purchase_information(order_request("CN=*.example.com"))
    assert failure.value.status_code == 400


def test_a_purchase_that_makes_sense_passes_the_check(certificates, journal):
    certificates.validate_purchase_information(order_request("CN=*.example.com", "StandardDomainValidatedWildCardSsl"))
    assert journal[-1].status == 204


def test_a_second_purchase_while_the_first_is_under_way_may_conflict(emulator, certificates):
    emulator.set(repeatedPut="conflict", provisioningMilliseconds=60_000)
    try:
        certificates.begin_create_or_update(emulator.resource_group, "conflict", order_request(), polling=False)
        with pytest.raises(ResourceExistsError) as failure:
            certificates.begin_create_or_update(emulator.resource_group, "conflict", order_request(), polling=False)
    finally:
        emulator.set(repeatedPut="buysAgain", provisioningMilliseconds=300)
    assert failure.value.status_code == 409
    assert failure.value.error.code == "Conflict"


def test_the_capitalised_envelope_is_raised_with_its_text(emulator, certificates):
    emulator.set(businessErrorEnvelope="appService")
    try:
        with pytest.raises(ResourceExistsError) as failure:
            certificates.renew(emulator.resource_group, ORDER, RenewCertificateOrderRequest())
    finally:
        emulator.set(businessErrorEnvelope="arm")
    # The parser of Resource Manager's envelope finds nothing in this one; the text is still in the answer.
    assert failure.value.error is None or failure.value.error.code is None
    assert failure.value.response.json()["Code"] == "ExpirationNotInRenewalTimeRange"


def test_the_envelope_of_resource_manager_is_raised_with_its_code(emulator, certificates):
    with pytest.raises(ResourceExistsError) as failure:
        certificates.renew(emulator.resource_group, ORDER, RenewCertificateOrderRequest())
    assert failure.value.error.code == "ExpirationNotInRenewalTimeRange"


def test_a_throttled_read_waits_as_long_as_it_was_told_and_succeeds(emulator, certificates, journal):
    place, waits = len(journal), len(journal.waits)
    with emulator.fault("GET", ORDERS, {"status": 429, "retryAfterSeconds": 2}, times=1):
        assert certificates.get(emulator.resource_group, ORDER).name == ORDER
    assert [exchange.status for exchange in journal.since(place)] == [429, 200]
    assert journal.waits[waits:] == [2]


def test_a_spent_budget_refills_while_the_sdk_waits(emulator, certificates, journal):
    place = len(journal)
    emulator.set(throttling="tokenBucket", readBucket=2, readRefill=1)
    try:
        for _ in range(4):
            certificates.get(emulator.resource_group, ORDER)
    finally:
        emulator.set(throttling="off")
    statuses = [exchange.status for exchange in journal.since(place)]
    assert statuses.count(200) == 4
    assert 429 in statuses


def test_throttling_without_end_surfaces(emulator, order_client, journal):
    with order_client(retry_total=2) as client, emulator.fault("GET", ORDERS, {"status": 429, "retryAfterSeconds": 1}):
        place = len(journal)
        with pytest.raises(HttpResponseError) as failure:
            client.app_service_certificate_orders.get(emulator.resource_group, ORDER)
    assert failure.value.status_code == 429
    assert failure.value.error.code == "TooManyRequests"
    assert failure.value.response.headers["Retry-After"] == "1"
    assert [exchange.status for exchange in journal.since(place) if "certificateOrders" in exchange.path] == [429] * 3


def test_a_purchase_cut_off_after_it_took_effect_is_sent_again_by_the_sdk(emulator, certificates):
    """Why a client of one's own must not retry a purchase: the official one does, and buys twice."""
    with emulator.fault("PUT", ORDERS, {"applyThenDrop": True}, times=1):
        certificates.begin_create_or_update(emulator.resource_group, "cut", order_request(), polling=False)
    purchases = [entry for entry in emulator.control("ledger")["purchases"] if entry["orderId"].endswith("/cut")]
    assert len(purchases) == 2


def test_an_unregistered_provider_is_registered_by_the_sdk(emulator, certificates, web, journal):
    place = len(journal)
    unregister(emulator)
    assert certificates.get(emulator.resource_group, ORDER).name == ORDER
    assert any(exchange.path.endswith("/register") for exchange in journal.since(place))


def unregister(emulator):
    url = f"{emulator.ready['arm']}/subscriptions/{emulator.subscription_id}/providers/Microsoft.CertificateRegistration/unregister"
    token = emulator.credential().get_token(emulator.ready["arm"] + "/.default").token
    headers = {"Authorization": "Bearer " + token}
    requests.post(url, params={"api-version": "2021-04-01"}, headers=headers, timeout=10).raise_for_status()


def test_the_vault_asks_for_a_token_before_it_answers(emulator):
    answer = requests.get(f"{emulator.vault_url}/secrets/any", params={"api-version": "7.4"}, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_vault_challenge_names_another_host_unless_the_check_is_off(emulator):
    with SecretClient(emulator.vault_url, emulator.credential()) as client:
        with pytest.raises(ValueError, match="verify_challenge_resource"):
            client.get_secret("any")
