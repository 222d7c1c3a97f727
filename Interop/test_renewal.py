"""New keys and leaves of an order that has one: reissue, renewal for free, renewal for money, each read back in the ledger."""

import base64

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.mgmt.certificateregistration.models import ReissueCertificateOrderRequest, RenewCertificateOrderRequest
from cryptography import x509
from emulator import wait_until
from orders import signing_request, when, when_issued


def stage(emulator, name, **order):
    emulator.stage(orders=[{"name": name, "domain": f"{name}.example", "validatedDaysAgo": 10} | order])


def ledger_of(emulator, name):
    """The ledger's entries about one order, by kind."""
    return {
        kind: [entry for entry in entries if entry["orderId"].endswith("/" + name)] for kind, entries in emulator.control("ledger").items()
    }


def revoked_serials(emulator, name):
    return [entry["serialNumber"] for entry in ledger_of(emulator, name)["revocations"]]


def leaf_of(order):
    return x509.load_der_x509_certificate(base64.b64decode(order.signed_certificate.raw_data))


def test_a_reissue_gives_a_new_key_and_revokes_the_old_leaf_after_the_delay(emulator, certificates):
    stage(emulator, "again", daysLeft=100, termDaysLeft=250)
    before = certificates.get(emulator.resource_group, "again")
    certificates.reissue(emulator.resource_group, "again", ReissueCertificateOrderRequest(delay_existing_revoke_in_hours=24))
    after = when_issued(certificates, emulator, "again", besides=before.serial_number)
    assert leaf_of(after).public_key() != leaf_of(before).public_key()
    assert after.expiration_time == before.expiration_time
    assert revoked_serials(emulator, "again") == []
    emulator.advance(hours=23)
    assert revoked_serials(emulator, "again") == []
    emulator.advance(hours=2)
    assert revoked_serials(emulator, "again") == [before.serial_number]
    assert ledger_of(emulator, "again")["purchases"] == []


def test_a_reissue_with_a_request_of_ones_own_moves_the_key_outside(emulator, certificates):
    stage(emulator, "own-key", daysLeft=100)
    before = certificates.get(emulator.resource_group, "own-key")
    csr = signing_request("own-key.example")
    request = ReissueCertificateOrderRequest(csr=csr, is_private_key_external=True)
    certificates.reissue(emulator.resource_group, "own-key", request)
    after = when_issued(certificates, emulator, "own-key", besides=before.serial_number)
    assert after.is_private_key_external is True
    assert leaf_of(after).public_key() == x509.load_pem_x509_csr(csr.encode()).public_key()


def test_a_reissue_under_way_is_a_conflict(emulator, certificates):
    stage(emulator, "twice", status="PendingRekey", daysLeft=100)
    with pytest.raises(ResourceExistsError) as failure:
        certificates.reissue(emulator.resource_group, "twice", ReissueCertificateOrderRequest())
    assert failure.value.error.code == "Conflict"


def test_a_renewal_with_paid_days_left_is_free(emulator, certificates):
    stage(emulator, "free", daysLeft=40, termDaysLeft=200)
    before = certificates.get(emulator.resource_group, "free")
    certificates.renew(emulator.resource_group, "free", RenewCertificateOrderRequest())
    after = when_issued(certificates, emulator, "free", besides=before.serial_number)
    assert after.expiration_time > before.expiration_time
    ledger = ledger_of(emulator, "free")
    assert (ledger["purchases"], ledger["charges"]) == ([], [])
    assert [entry["serialNumber"] for entry in ledger["issuances"]][-1] == after.serial_number


def test_a_renewal_near_the_end_of_the_term_is_one_purchase_and_one_charge(emulator, certificates):
    stage(emulator, "charged", daysLeft=20, termDaysLeft=20)
    before = certificates.get(emulator.resource_group, "charged")
    certificates.renew(emulator.resource_group, "charged", RenewCertificateOrderRequest(key_size=2048, is_private_key_external=False))
    after = when_issued(certificates, emulator, "charged", besides=before.serial_number)
    assert (after.expiration_time - before.expiration_time).days > 100
    ledger = ledger_of(emulator, "charged")
    assert [entry["kind"] for entry in ledger["purchases"]] == ["renewal"]
    assert len(ledger["charges"]) == 1
    assert ledger["revocations"] == []


def test_a_renewal_with_a_stale_proof_waits_for_a_new_one(emulator, certificates):
    stage(emulator, "stale", daysLeft=20, termDaysLeft=20, validatedDaysAgo=250)
    before = certificates.get(emulator.resource_group, "stale")
    certificates.renew(emulator.resource_group, "stale", RenewCertificateOrderRequest())
    waiting = certificates.get(emulator.resource_group, "stale")
    assert waiting.status == "Pendingissuance"
    assert waiting.domain_verification_token != before.domain_verification_token
    emulator.publish("stale.example", "TXT", waiting.domain_verification_token)
    certificates.verify_domain_ownership(emulator.resource_group, "stale")
    when_issued(certificates, emulator, "stale", besides=before.serial_number)
    assert len(ledger_of(emulator, "stale")["charges"]) == 1


def test_a_renewal_too_early_is_refused_with_the_reason_the_order_shows(emulator, certificates):
    stage(emulator, "early", daysLeft=150, termDaysLeft=300)
    reasons = certificates.get(emulator.resource_group, "early").app_service_certificate_not_renewable_reasons
    assert reasons == ["ExpirationNotInRenewalTimeRange"]
    with pytest.raises(HttpResponseError) as failure:
        certificates.renew(emulator.resource_group, "early", RenewCertificateOrderRequest())
    assert failure.value.error.code == reasons[0]


def test_the_vault_gets_the_renewed_certificate(emulator, certificates, secrets):
    stage(emulator, "kept", daysLeft=40, termDaysLeft=200, vault="demo-vault", secret="kept-pfx")
    before = certificates.get(emulator.resource_group, "kept")
    version = secrets.get_secret("kept-pfx").properties.version
    certificates.renew(emulator.resource_group, "kept", RenewCertificateOrderRequest())
    when_issued(certificates, emulator, "kept", besides=before.serial_number)
    wait_until(30, "a new version of the secret", lambda: secrets.get_secret("kept-pfx").properties.version != version)


def test_an_order_that_renews_itself_does_so_before_it_ends(emulator, certificates):
    stage(emulator, "itself", daysLeft=40, termDaysLeft=40, autoRenew=True)
    before = certificates.get(emulator.resource_group, "itself")
    emulator.advance(days=9)
    after = when(certificates, emulator, "itself", "the next term", lambda order: order.serial_number != before.serial_number)
    assert after.expiration_time > before.expiration_time
    assert len(ledger_of(emulator, "itself")["charges"]) == 1


def test_an_order_nobody_renews_expires(emulator, certificates):
    stage(emulator, "forgotten", daysLeft=3, termDaysLeft=3)
    emulator.advance(days=4)
    order = when(certificates, emulator, "forgotten", "the order to expire", lambda order: order.status == "Expired")
    assert order.app_service_certificate_not_renewable_reasons == ["RegistrationStatusNotSupportedForRenewal"]
