"""An order from nothing to a served certificate, made by the official Azure SDKs alone.

The SDKs are changed in addresses, scopes and trust, nothing else: what they refuse to read, a client of the real service would
refuse too. Each fixture is one stage of the way; the tests look at what a stage left behind.
"""

import base64
import socket
import ssl

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from azure.keyvault.secrets import SecretClient
from azure.mgmt.certificateregistration import CertificateRegistrationMgmtClient
from azure.mgmt.certificateregistration.models import AppServiceCertificateOrder, AppServiceCertificateResource
from azure.mgmt.web.models import Certificate, HostNameBinding
from conftest import wait_until
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

DOMAIN = "example.com"
HOST = "shop.example.com"
ORDER = "interop-order"
SECRET = "interop-secret"
SITE = "demo-site"


def order_request(distinguished_name=f"CN={HOST}", product_type="StandardDomainValidatedSsl"):
    return AppServiceCertificateOrder(
        location="Global",
        distinguished_name=distinguished_name,
        product_type=product_type,
        validity_in_years=1,
        key_size=2048,
        auto_renew=False,
        tags={"made-by": "interop"},
    )


def finish(poller, seconds=30):
    """The result of a long-running operation; the SDK itself would poll for ever."""
    poller.wait(seconds)
    assert poller.done(), f"still {poller.status()} after {seconds} s"
    return poller.result()


@pytest.fixture(scope="session")
def placed(emulator, certificates):
    """A paid order that waits for the proof of its domain."""
    group = emulator.resource_group
    certificates.validate_purchase_information(order_request())
    return finish(certificates.begin_create_or_update(group, ORDER, order_request()))


@pytest.fixture(scope="session")
def issued(emulator, certificates, placed):
    """The order with its certificate, after the proof was published."""
    group = emulator.resource_group
    emulator.publish(DOMAIN, "TXT", placed.domain_verification_token)
    certificates.verify_domain_ownership(group, ORDER)

    def issued_order():
        order = certificates.get(group, ORDER)
        assert order.status in ("Pendingissuance", "Issued")
        return order if order.status == "Issued" else None

    return wait_until(30, "the order to be issued", issued_order)


@pytest.fixture(scope="session")
def stored(emulator, certificates, issued):
    """The order's link to the vault, after the service has put the PFX there."""
    group = emulator.resource_group
    request = AppServiceCertificateResource(
        location="Global",
        key_vault_id=emulator.id_of("Microsoft.KeyVault/vaults/demo-vault"),
        key_vault_secret_name=SECRET,
    )
    finish(certificates.begin_create_or_update_certificate(group, ORDER, ORDER, request))

    def stored_link():
        link = certificates.get_certificate(group, ORDER, ORDER)
        return link if link.provisioning_state == "Succeeded" else None

    return wait_until(30, "the certificate to be stored", stored_link)


@pytest.fixture(scope="session")
def imported(emulator, web, stored):
    """The web certificate made from the vault's secret."""
    plan = web.app_service_plans.get(emulator.resource_group, "demo-plan")
    request = Certificate(
        location=plan.location,
        server_farm_id=plan.id,
        key_vault_id=stored.key_vault_id,
        key_vault_secret_name=stored.key_vault_secret_name,
        password="",
    )
    return web.certificates.create_or_update(emulator.resource_group, ORDER, request)


@pytest.fixture(scope="session")
def bound(emulator, web, imported):
    """The site's host name with the certificate bound to it."""
    group = emulator.resource_group
    site = web.web_apps.get(group, SITE)
    emulator.publish(HOST, "CNAME", site.default_host_name)
    emulator.publish(f"asuid.{HOST}", "TXT", site.custom_domain_verification_id)
    request = HostNameBinding(
        site_name=SITE,
        custom_host_name_dns_record_type="CName",
        host_name_type="Verified",
        ssl_state="SniEnabled",
        thumbprint=imported.thumbprint,
    )
    return web.web_apps.create_or_update_host_name_binding(group, SITE, HOST, request)


@pytest.fixture(scope="session")
def pfx(secrets, stored):
    """Key, leaf and chain of the stored PFX, which has no password."""
    secret = secrets.get_secret(SECRET)
    assert secret.properties.content_type == "application/x-pkcs12"
    return pkcs12.load_key_and_certificates(base64.b64decode(secret.value, validate=True), None)


@pytest.fixture(scope="session")
def served(emulator, bound):
    """The leaf of a handshake in which Python's own TLS has verified chain and host name."""
    trust = ssl.create_default_context(cafile=emulator.ca_file)
    with socket.create_connection(emulator.front_end, timeout=10) as connection:
        with trust.wrap_socket(connection, server_hostname=HOST) as handshake:
            return x509.load_der_x509_certificate(handshake.getpeercert(binary_form=True))


def test_a_new_order_is_paid_but_not_issued(placed):
    assert placed.name == ORDER
    assert placed.type == "Microsoft.CertificateRegistration/certificateOrders"
    assert placed.provisioning_state == "Succeeded"
    assert placed.status == "Pendingissuance"
    assert placed.domain_verification_token
    assert placed.signed_certificate is None
    assert placed.auto_renew is False
    assert placed.tags == {"made-by": "interop"}


def test_an_issued_order_carries_its_certificate(issued):
    leaf = x509.load_der_x509_certificate(base64.b64decode(issued.signed_certificate.raw_data, validate=True))
    assert leaf.serial_number == int(issued.serial_number, 16)
    assert leaf.not_valid_after_utc == issued.expiration_time
    assert HOST in leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    assert issued.intermediate.raw_data and issued.root.raw_data
    assert issued.domain_verification_token


def test_a_list_holds_the_order(emulator, certificates, issued):
    for orders in certificates.list(), certificates.list_by_resource_group(emulator.resource_group):
        assert [order.serial_number for order in orders if order.name == ORDER] == [issued.serial_number]


def test_the_order_names_its_place_in_the_vault(emulator, certificates, stored):
    order = certificates.get(emulator.resource_group, ORDER)
    assert order.certificates[ORDER].key_vault_secret_name == SECRET
    assert order.certificates[ORDER].provisioning_state == "Succeeded"
    assert [link.name for link in certificates.list_certificates(emulator.resource_group, ORDER)] == [stored.name]


def test_the_stored_pfx_has_the_key_of_the_issued_certificate(issued, pfx):
    key, leaf, chain = pfx

    def encoded(public_key):
        return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert leaf.serial_number == int(issued.serial_number, 16)
    assert encoded(key.public_key()) == encoded(leaf.public_key())
    assert leaf.issuer in [certificate.subject for certificate in chain]


def test_the_vault_lists_the_secret_and_its_versions(secrets, pfx):
    assert [found.content_type for found in secrets.list_properties_of_secrets() if found.name == SECRET] == ["application/x-pkcs12"]
    newest = secrets.get_secret(SECRET)
    assert newest.properties.version in [found.version for found in secrets.list_properties_of_secret_versions(SECRET)]
    assert secrets.get_secret(SECRET, newest.properties.version).value == newest.value


def test_the_vault_keeps_a_secret_of_ones_own(secrets):
    written = secrets.set_secret("interop-own", "value", content_type="text/plain", tags={"a": "b"})
    read = secrets.get_secret("interop-own")
    assert (read.value, read.properties.content_type, read.properties.tags) == ("value", "text/plain", {"a": "b"})
    assert read.properties.version == written.properties.version
    assert read.properties.vault_url.startswith("https://demo-vault.vault.localhost")


def test_the_web_certificate_is_the_issued_one(emulator, web, issued, imported):
    read = web.certificates.get(emulator.resource_group, ORDER)
    assert read.thumbprint == imported.thumbprint == issued.signed_certificate.thumbprint
    assert HOST in read.host_names
    assert read.password is None
    assert ORDER in [certificate.name for certificate in web.certificates.list_by_resource_group(emulator.resource_group)]


def test_the_host_name_is_bound(emulator, web, imported, bound):
    read = web.web_apps.get_host_name_binding(emulator.resource_group, SITE, HOST)
    assert read.ssl_state == bound.ssl_state == "SniEnabled"
    assert read.thumbprint == imported.thumbprint
    assert read.name == f"{SITE}/{HOST}"
    assert HOST in web.web_apps.get(emulator.resource_group, SITE).host_names


def test_the_front_end_serves_the_issued_certificate(issued, served):
    assert served.serial_number == int(issued.serial_number, 16)


def test_a_name_without_a_binding_gets_no_handshake(emulator, bound):
    trust = ssl.create_default_context(cafile=emulator.ca_file)
    with socket.create_connection(emulator.front_end, timeout=10) as connection:
        with pytest.raises(ssl.SSLError):
            trust.wrap_socket(connection, server_hostname="other.example.com")


def test_all_this_was_one_purchase(emulator, served):
    assert len(emulator.control("ledger")["purchases"]) == 1


def test_a_wrong_secret_is_refused_by_number(emulator):
    with CertificateRegistrationMgmtClient(emulator.credential("wrong"), **emulator.resource_manager) as client:
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


def test_an_unknown_order_is_not_found(emulator, certificates):
    with pytest.raises(ResourceNotFoundError) as failure:
        certificates.get(emulator.resource_group, "nowhere")
    assert failure.value.error.code == "ResourceNotFound"


def test_an_unknown_secret_is_not_found(secrets):
    with pytest.raises(ResourceNotFoundError, match="SecretNotFound"):
        secrets.get_secret("nowhere")


def test_an_unknown_resource_group_is_not_found(certificates):
    with pytest.raises(ResourceNotFoundError) as failure:
        certificates.begin_create_or_update("nowhere", ORDER, order_request())
    assert failure.value.error.code == "ResourceGroupNotFound"


def test_a_wildcard_needs_the_wildcard_product(certificates):
    with pytest.raises(HttpResponseError) as failure:
        certificates.validate_purchase_information(order_request(distinguished_name="CN=*.example.com"))
    assert failure.value.status_code == 400


def test_a_thumbprint_that_was_never_imported_cannot_be_bound(emulator, web, bound):
    request = HostNameBinding(ssl_state="SniEnabled", thumbprint="0" * 40)
    with pytest.raises(ResourceNotFoundError):
        web.web_apps.create_or_update_host_name_binding(emulator.resource_group, SITE, HOST, request)


def test_the_vault_asks_for_a_token_before_it_answers(emulator):
    answer = requests.get(f"{emulator.vault_url}/secrets/{SECRET}", params={"api-version": "7.4"}, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_the_vault_challenge_names_another_host_unless_the_check_is_off(emulator):
    with SecretClient(emulator.vault_url, emulator.credential()) as client:
        with pytest.raises(ValueError, match="verify_challenge_resource"):
            client.get_secret(SECRET)
