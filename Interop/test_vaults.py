"""Key vaults as resources: their life, their access policies, their names."""

import datetime

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.mgmt.keyvault.models import (
    AccessPolicyEntry,
    Permissions,
    Sku,
    VaultAccessPolicyParameters,
    VaultAccessPolicyProperties,
    VaultCheckNameAvailabilityParameters,
    VaultCreateOrUpdateParameters,
    VaultPatchParameters,
    VaultPatchProperties,
    VaultProperties,
)
from orders import finish, link_request, when

LOCATION = "westeurope"
SOMEBODY = "11111111-2222-3333-4444-555555555555"


def policy(emulator, object_id, *secrets):
    return AccessPolicyEntry(tenant_id=emulator.tenant_id, object_id=object_id, permissions=Permissions(secrets=list(secrets)))


def vault_request(emulator, *policies, **properties):
    sku = Sku(family="A", name="standard")
    properties = {"enable_rbac_authorization": False} | properties
    return VaultCreateOrUpdateParameters(
        location=LOCATION,
        tags={"made-by": "interop"},
        properties=VaultProperties(tenant_id=emulator.tenant_id, sku=sku, access_policies=list(policies), **properties),
    )


def make(emulator, vaults, name, *policies, **properties):
    return finish(vaults.begin_create_or_update(emulator.resource_group, name, vault_request(emulator, *policies, **properties)))


def availability(vaults, name):
    asked = VaultCheckNameAvailabilityParameters(name=name, type="Microsoft.KeyVault/vaults")
    return vaults.check_name_availability(asked)


def test_a_vault_is_made_read_and_made_again(emulator, vaults):
    made = make(emulator, vaults, "made-vault", soft_delete_retention_in_days=7)
    read = vaults.get(emulator.resource_group, "made-vault")
    assert read.properties.vault_uri == made.properties.vault_uri
    assert read.properties.soft_delete_retention_in_days == 7
    assert read.properties.enable_soft_delete is True
    assert read.tags == {"made-by": "interop"}
    assert make(emulator, vaults, "made-vault").id == made.id


def test_lists_hold_a_vault_in_three_shapes(emulator, vaults):
    make(emulator, vaults, "listed-vault")
    for found in vaults.list_by_resource_group(emulator.resource_group), vaults.list_by_subscription(), vaults.list():
        assert "listed-vault" in [vault.name for vault in found]


def test_a_patch_changes_what_it_names(emulator, vaults):
    make(emulator, vaults, "patched-vault", enabled_for_deployment=False)
    properties = VaultPatchProperties(enabled_for_deployment=True)
    patched = vaults.update(emulator.resource_group, "patched-vault", VaultPatchParameters(tags={"a": "b"}, properties=properties))
    assert patched.properties.enabled_for_deployment is True
    assert patched.properties.sku.name == "standard"
    assert vaults.get(emulator.resource_group, "patched-vault").tags == {"a": "b"}


def test_access_policies_are_added_replaced_and_removed(emulator, vaults):
    make(emulator, vaults, "policy-vault", policy(emulator, SOMEBODY, "get"))

    def change(kind, *policies):
        body = VaultAccessPolicyParameters(properties=VaultAccessPolicyProperties(access_policies=list(policies)))
        answer = vaults.update_access_policy(emulator.resource_group, "policy-vault", kind, body)
        read = vaults.get(emulator.resource_group, "policy-vault").properties.access_policies
        assert [entry.object_id for entry in answer.properties.access_policies] == [entry.object_id for entry in read]
        return {entry.object_id: entry.permissions.secrets for entry in read}

    assert change("add", policy(emulator, SOMEBODY, "list")) == {SOMEBODY: ["get", "list"]}
    other = SOMEBODY.replace("1", "9")
    assert change("replace", policy(emulator, other, "set")) == {other: ["set"]}
    assert change("remove", policy(emulator, other)) == {}


def test_access_policies_decide_what_the_order_may_store(emulator, certificates, vaults):
    make(emulator, vaults, "closed-vault")
    emulator.stage(orders=[{"name": "locked-out", "domain": "locked-out.example"}])
    request = link_request(emulator, "locked-out", vault="closed-vault")
    finish(certificates.begin_create_or_update_certificate(emulator.resource_group, "locked-out", "link", request))
    state = "AzureServiceUnauthorizedToAccessKeyVault"
    what = "the link to fail"
    when(certificates, emulator, "locked-out", what, lambda order: order.certificates["link"].provisioning_state == state)


def test_a_vault_refuses_secrets_to_whom_it_gives_no_right(emulator, vaults, secret_client):
    make(emulator, vaults, "strict-vault")
    with secret_client("strict-vault") as client, pytest.raises(HttpResponseError) as failure:
        client.get_secret("anything")
    assert failure.value.status_code == 403
    assert "secrets get permission" in failure.value.message


def test_a_name_is_free_taken_held_or_impossible(emulator, vaults):
    assert availability(vaults, "free-vault").name_available is True
    taken = availability(vaults, "demo-vault")
    assert (taken.name_available, taken.reason) == (False, "AlreadyExists")
    assert availability(vaults, "1-is-no-start").reason == "AccountNameInvalid"
    make(emulator, vaults, "held-vault")
    vaults.delete(emulator.resource_group, "held-vault")
    assert availability(vaults, "held-vault").reason == "AlreadyExists"


def test_a_deleted_vault_is_listed_read_and_recovered_with_its_secrets(emulator, vaults, secret_client, journal):
    everything = policy(emulator, own_object_id(emulator, vaults), "all")
    made = make(emulator, vaults, "back-vault", everything)
    with secret_client("back-vault") as client:
        client.set_secret("kept", "value")
        place = len(journal)
        vaults.delete(emulator.resource_group, "back-vault")
        vaults.delete(emulator.resource_group, "back-vault")
        assert [exchange.status for exchange in journal.since(place)] == [200, 204]
        assert "back-vault" in [gone.name for gone in vaults.list_deleted()]
        gone = vaults.get_deleted("back-vault", LOCATION)
        assert gone.properties.vault_id.lower() == made.id.lower()
        assert gone.properties.scheduled_purge_date - gone.properties.deletion_date == datetime.timedelta(days=90)
        with pytest.raises(ResourceExistsError):
            make(emulator, vaults, "back-vault", everything)
        make(emulator, vaults, "back-vault", create_mode="recover")
        assert client.get_secret("kept").value == "value"


def test_a_purged_vault_is_gone_for_good(emulator, vaults):
    make(emulator, vaults, "gone-vault")
    vaults.delete(emulator.resource_group, "gone-vault")
    finish(vaults.begin_purge_deleted("gone-vault", LOCATION))
    with pytest.raises(ResourceNotFoundError):
        vaults.get_deleted("gone-vault", LOCATION)
    assert availability(vaults, "gone-vault").name_available is True


def test_purge_protection_refuses_the_purge(emulator, vaults):
    make(emulator, vaults, "safe-vault", enable_purge_protection=True)
    vaults.delete(emulator.resource_group, "safe-vault")
    with pytest.raises(HttpResponseError):
        finish(vaults.begin_purge_deleted("safe-vault", LOCATION))
    assert vaults.get_deleted("safe-vault", LOCATION).properties.purge_protection_enabled is True


def own_object_id(emulator, vaults):
    """The client's object: of the principals of the seeded vault the one that may do everything."""
    policies = vaults.get(emulator.resource_group, "demo-vault").properties.access_policies
    return next(entry.object_id for entry in policies if entry.permissions.secrets == ["all"])
