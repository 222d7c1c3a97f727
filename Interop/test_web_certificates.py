"""Certificates and bindings of sites and slots beside the whole life."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.web.models import Certificate, CertificatePatchResource, HostNameBinding, Site
from orders import finish

SITE = "demo-site"
HOST = "staged.example"
SLOT_HOST = "slot.example"


@pytest.fixture(scope="module", autouse=True)
def staged(emulator, fresh_start):
    order = {"name": "staged", "domain": HOST, "vault": "demo-vault", "secret": "staged-pfx", "site": SITE, "hostNames": [HOST]}
    emulator.stage(orders=[order])


@pytest.fixture(scope="module")
def slot(emulator, web):
    site = web.web_apps.get(emulator.resource_group, SITE)
    finish(web.web_apps.begin_create_or_update_slot(emulator.resource_group, SITE, "next", Site(location=site.location)))
    return web.web_apps.get_slot(emulator.resource_group, SITE, "next")


def test_a_staged_certificate_is_listed_and_bound(emulator, web):
    certificate = web.certificates.get(emulator.resource_group, "staged")
    assert certificate.host_names == [HOST]
    binding = web.web_apps.get_host_name_binding(emulator.resource_group, SITE, HOST)
    assert (binding.ssl_state, binding.thumbprint) == ("SniEnabled", certificate.thumbprint)
    assert "staged" in [found.name for found in web.certificates.list()]


def test_a_repeated_import_is_a_sync(emulator, web):
    before = web.certificates.get(emulator.resource_group, "staged")
    request = Certificate(
        location=before.location,
        server_farm_id=before.server_farm_id,
        key_vault_id=before.key_vault_id,
        key_vault_secret_name=before.key_vault_secret_name,
        password="",
    )
    assert web.certificates.create_or_update(emulator.resource_group, "staged", request).thumbprint == before.thumbprint


def test_a_patch_reads_the_secret_again(emulator, web):
    before = web.certificates.get(emulator.resource_group, "staged")
    patch = CertificatePatchResource(key_vault_id=before.key_vault_id, key_vault_secret_name=before.key_vault_secret_name)
    assert web.certificates.update(emulator.resource_group, "staged", patch).thumbprint == before.thumbprint


def test_a_slot_has_bindings_of_its_own(emulator, web, slot):
    names = {"resource_group_name": emulator.resource_group, "name": SITE, "slot": "next"}
    emulator.publish(SLOT_HOST, "CNAME", slot.default_host_name)
    emulator.publish(f"asuid.{SLOT_HOST}", "TXT", slot.custom_domain_verification_id)
    request = HostNameBinding(ssl_state="Disabled")
    made = web.web_apps.create_or_update_host_name_binding_slot(host_name=SLOT_HOST, host_name_binding=request, **names)
    assert made.name == f"{SITE}/next/{SLOT_HOST}"
    assert web.web_apps.get_host_name_binding_slot(host_name=SLOT_HOST, **names).ssl_state == "Disabled"
    assert len(list(web.web_apps.list_host_name_bindings_slot(**names))) == 1
    web.web_apps.delete_host_name_binding_slot(host_name=SLOT_HOST, **names)
    assert list(web.web_apps.list_host_name_bindings_slot(**names)) == []


def test_a_host_name_nobody_proved_is_refused(emulator, web):
    with pytest.raises(HttpResponseError) as failure:
        web.web_apps.create_or_update_host_name_binding(emulator.resource_group, SITE, "unproven.example", HostNameBinding())
    assert failure.value.status_code == 400
    assert "asuid.unproven.example" in failure.value.response.text()


def test_a_thumbprint_that_was_never_imported_cannot_be_bound(emulator, web):
    request = HostNameBinding(ssl_state="SniEnabled", thumbprint="0" * 40)
    with pytest.raises(ResourceNotFoundError):
        web.web_apps.create_or_update_host_name_binding(emulator.resource_group, SITE, HOST, request)


def test_a_secret_that_is_no_certificate_is_not_imported(emulator, web, secrets):
    secrets.set_secret("no-pfx", "text", content_type="application/x-pkcs12")
    plan = web.app_service_plans.get(emulator.resource_group, "demo-plan")
    request = Certificate(
        location=plan.location,
        server_farm_id=plan.id,
        key_vault_id=emulator.id_of("Microsoft.KeyVault/vaults/demo-vault"),
        key_vault_secret_name="no-pfx",
        password="",
    )
    with pytest.raises(HttpResponseError) as failure:
        web.certificates.create_or_update(emulator.resource_group, "no-pfx", request)
    assert failure.value.status_code == 400
