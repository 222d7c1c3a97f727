"""Secrets of a vault, from the first version to the purge."""

import datetime

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.keyvault.secrets import SecretClient
from orders import finish
from recording import RecordingTransport
from resolver import sitecustomize

TOMORROW = datetime.datetime(2030, 1, 2, tzinfo=datetime.timezone.utc)


def test_a_secret_keeps_all_it_was_given(secrets):
    secrets.set_secret("full", "value", content_type="text/plain", tags={"a": "b"}, expires_on=TOMORROW, enabled=True)
    read = secrets.get_secret("full")
    assert (read.value, read.properties.content_type, read.properties.tags) == ("value", "text/plain", {"a": "b"})
    assert read.properties.expires_on == TOMORROW
    assert read.properties.recovery_level == "Recoverable+Purgeable"


def test_a_new_version_leaves_the_old_one_readable(secrets):
    first = secrets.set_secret("versions", "one")
    second = secrets.set_secret("versions", "two")
    assert secrets.get_secret("versions").value == "two"
    assert secrets.get_secret("versions", first.properties.version).value == "one"
    listed = {found.version for found in secrets.list_properties_of_secret_versions("versions")}
    assert listed == {first.properties.version, second.properties.version}


def test_properties_are_changed_without_the_value(secrets):
    version = secrets.set_secret("changed", "value").properties.version
    secrets.update_secret_properties("changed", version, content_type="text/html", tags={"c": "d"}, enabled=True)
    read = secrets.get_secret("changed")
    assert (read.value, read.properties.content_type, read.properties.tags) == ("value", "text/html", {"c": "d"})


def test_a_disabled_secret_is_not_read(secrets):
    version = secrets.set_secret("disabled", "value").properties.version
    secrets.update_secret_properties("disabled", version, enabled=False)
    with pytest.raises(HttpResponseError) as failure:
        secrets.get_secret("disabled")
    assert failure.value.status_code == 403


def test_a_deleted_secret_is_listed_read_and_recovered(secrets):
    secrets.set_secret("back", "value")
    deleted = finish(secrets.begin_delete_secret("back"))
    assert deleted.scheduled_purge_date - deleted.deleted_date == datetime.timedelta(days=90)
    assert "back" in [gone.name for gone in secrets.list_deleted_secrets()]
    assert secrets.get_deleted_secret("back").recovery_id == deleted.recovery_id
    with pytest.raises(ResourceNotFoundError):
        secrets.get_secret("back")
    with pytest.raises(ResourceExistsError) as failure:
        secrets.set_secret("back", "other")
    assert "ObjectIsDeletedButRecoverable" in str(failure.value.error.innererror)
    finish(secrets.begin_recover_deleted_secret("back"))
    assert secrets.get_secret("back").value == "value"


def test_a_purged_secret_is_gone_for_good(secrets):
    secrets.set_secret("gone", "value")
    finish(secrets.begin_delete_secret("gone"))
    secrets.purge_deleted_secret("gone")
    with pytest.raises(ResourceNotFoundError):
        secrets.get_deleted_secret("gone")
    assert secrets.set_secret("gone", "again").value == "again"


def test_a_backup_brings_every_version_back(secrets):
    first = secrets.set_secret("saved", "one").properties.version
    secrets.set_secret("saved", "two")
    blob = secrets.backup_secret("saved")
    with pytest.raises(ResourceExistsError):
        secrets.restore_secret_backup(blob)
    finish(secrets.begin_delete_secret("saved"))
    secrets.purge_deleted_secret("saved")
    assert secrets.restore_secret_backup(blob).name == "saved"
    assert secrets.get_secret("saved").value == "two"
    assert secrets.get_secret("saved", first).value == "one"


def test_a_text_that_is_no_backup_is_refused(secrets):
    with pytest.raises(HttpResponseError) as failure:
        secrets.restore_secret_backup(b"nothing of the kind")
    assert failure.value.status_code == 400


def test_an_empty_value_is_refused(secrets):
    with pytest.raises(HttpResponseError) as failure:
        secrets.set_secret("empty", "")
    assert failure.value.status_code == 400


def test_under_its_own_name_a_vault_needs_no_flag(emulator, journal, secrets, monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", sitecustomize.getaddrinfo)
    secrets.set_secret("own-name", "value")
    url = f"https://demo-vault.{emulator.ready['keyVaultSuffix']}"
    with SecretClient(url, emulator.credential(), transport=RecordingTransport(journal)) as client:
        assert client.get_secret("own-name").value == "value"
        assert "own-name" in [found.name for found in client.list_properties_of_secrets()]
