"""An order from nothing to a served certificate, made by the official Azure SDKs alone.

The SDKs are changed in addresses, scopes and trust, nothing else: what they refuse to read, a client of the real service would
refuse too. Each fixture is one stage of the way; the tests look at what a stage left behind.
"""

import base64
import socket
import ssl

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.certificateregistration.models import AppServiceCertificateOrderPatchResource, AppServiceCertificatePatchResource
from azure.mgmt.web.models import Certificate, HostNameBinding
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12
from emulator import wait_until
from orders import finish, link_request, order_request, when_issued

DOMAIN = "example.com"
HOST = "shop.example.com"
ORDER = "interop-order"
SECRET = "interop-secret"
SITE = "demo-site"


@pytest.fixture(scope="module")
def placed(emulator, certificates):
    """A paid order that waits for the proof of its domain."""
    group = emulator.resource_group
    certificates.validate_purchase_information(order_request())
    return finish(certificates.begin_create_or_update(group, ORDER, order_request()))


@pytest.fixture(scope="module")
def issued(emulator, certificates, placed):
    """The order with its certificate, after the proof was published."""
    group = emulator.resource_group
    emulator.publish(DOMAIN, "TXT", placed.domain_verification_token)
    certificates.verify_domain_ownership(group, ORDER)
    return when_issued(certificates, emulator, ORDER)


@pytest.fixture(scope="module")
def stored(emulator, certificates, issued):
    """The order's link to the vault, after the service has put the PFX there."""
    group = emulator.resource_group
    finish(certificates.begin_create_or_update_certificate(group, ORDER, ORDER, link_request(emulator, SECRET)))

    def stored_link():
        link = certificates.get_certificate(group, ORDER, ORDER)
        return link if link.provisioning_state == "Succeeded" else None

    return wait_until(30, "the certificate to be stored", stored_link)


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def pfx(secrets, stored):
    """Key, leaf and chain of the stored PFX, which has no password."""
    secret = secrets.get_secret(SECRET)
    assert secret.properties.content_type == "application/x-pkcs12"
    return pkcs12.load_key_and_certificates(base64.b64decode(secret.value, validate=True), None)


@pytest.fixture(scope="module")
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


def test_an_order_is_patched(emulator, certificates, served):
    patch = AppServiceCertificateOrderPatchResource(auto_renew=True, product_type="StandardDomainValidatedSsl")
    assert certificates.update(emulator.resource_group, ORDER, patch).auto_renew is True
    read = certificates.get(emulator.resource_group, ORDER)
    assert read.auto_renew is True
    assert read.next_auto_renewal_time_stamp is not None
    assert read.status == "Issued"


def test_a_link_is_patched_to_another_secret(emulator, certificates, secrets, served):
    vault = emulator.id_of("Microsoft.KeyVault/vaults/demo-vault")
    patch = AppServiceCertificatePatchResource(key_vault_id=vault, key_vault_secret_name=SECRET + "-moved")
    patched = certificates.update_certificate(emulator.resource_group, ORDER, ORDER, patch)
    assert patched.key_vault_secret_name == SECRET + "-moved"

    def moved():
        return certificates.get_certificate(emulator.resource_group, ORDER, ORDER).provisioning_state == "Succeeded"

    wait_until(30, "the certificate to be stored again", moved)
    assert secrets.get_secret(SECRET + "-moved").value


def test_a_bound_certificate_cannot_be_deleted(emulator, web, journal, bound):
    with pytest.raises(Exception) as failure:
        web.certificates.delete(emulator.resource_group, ORDER)
    assert failure.value.status_code == journal[-1].status == 409


def test_an_unbound_host_name_is_served_no_longer(emulator, web, bound):
    web.web_apps.delete_host_name_binding(emulator.resource_group, SITE, HOST)
    assert HOST not in [binding.name.split("/")[-1] for binding in web.web_apps.list_host_name_bindings(emulator.resource_group, SITE)]
    web.certificates.delete(emulator.resource_group, ORDER)
    with pytest.raises(ResourceNotFoundError):
        web.certificates.get(emulator.resource_group, ORDER)


def test_a_deleted_link_takes_its_secret_along(emulator, certificates, secrets, stored):
    certificates.delete_certificate(emulator.resource_group, ORDER, ORDER)
    assert list(certificates.list_certificates(emulator.resource_group, ORDER)) == []
    with pytest.raises(ResourceNotFoundError):
        secrets.get_secret(SECRET + "-moved")


def test_deleting_answers_200_then_204_and_revokes(emulator, certificates, journal, issued):
    place = len(journal)
    certificates.delete(emulator.resource_group, ORDER)
    certificates.delete(emulator.resource_group, ORDER)
    assert [exchange.status for exchange in journal.since(place)] == [200, 204]
    with pytest.raises(ResourceNotFoundError):
        certificates.get(emulator.resource_group, ORDER)
    assert issued.serial_number in [revoked["serialNumber"] for revoked in emulator.control("ledger")["revocations"]]
    assert len(emulator.control("ledger")["purchases"]) == 1
