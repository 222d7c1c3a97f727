"""The Azure CLI with the emulator as a cloud of its own: what `make interop-az` runs. AZ names the executable."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

AZ = os.environ.get("AZ")
pytestmark = pytest.mark.skipif(AZ is None, reason="no Azure CLI in AZ; see make interop-az")
RESOLVER = Path(__file__).parent / "resolver"
CALL_SECONDS = 120
VERSION = "api-version=2024-11-01"
DOMAIN = "cli.example"


class Failed(Exception):
    """A command that ended with another code than 0, with what it wrote."""


class CommandLine:
    """`az` with a configuration of its own; answers are JSON."""

    def __init__(self, folder, emulator):
        self.environment = os.environ | {
            "AZURE_CONFIG_DIR": str(folder),
            "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "AZURE_CORE_INSTANCE_DISCOVERY": "false",
            "AZURE_CORE_ONLY_SHOW_ERRORS": "yes",
            "REQUESTS_CA_BUNDLE": emulator.ca_file,
            "NO_PROXY": "localhost,127.0.0.1,.localhost",
            "PYTHONPATH": str(RESOLVER),
        }

    def __call__(self, command, *rest):
        words = [AZ, *command.split(), *rest, "--output", "json"]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=CALL_SECONDS, check=False)
        if done.returncode != 0:
            raise Failed(f"az {command} {' '.join(rest)}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture(scope="module")
def az(emulator, fresh_start, tmp_path_factory):
    """Logged in; the cloud is known by the address of its Resource Manager alone."""
    az = CommandLine(tmp_path_factory.mktemp("azure"), emulator)
    az("cloud register --name emulator --endpoint-resource-manager", emulator.ready["arm"])
    az("cloud set --name emulator")
    identity = ["--username", emulator.client_id, "--password", emulator.client_secret, "--tenant", emulator.tenant_id]
    az("login --service-principal", *identity)
    order = {"name": "shop", "domain": DOMAIN, "daysLeft": 40, "termDaysLeft": 200, "validatedDaysAgo": 5}
    emulator.stage(orders=[order | {"vault": "demo-vault", "secret": "shop-pfx"}])
    return az


@pytest.fixture(scope="module")
def order_url(emulator):
    return emulator.id_of("Microsoft.CertificateRegistration/certificateOrders/shop")


def test_the_account_is_the_emulated_subscription(az, emulator):
    account = az("account show")
    assert (account["id"], account["environmentName"]) == (emulator.subscription_id, "emulator")
    assert az("account get-access-token")["subscription"] == emulator.subscription_id


def test_groups_plans_and_resources_are_listed(az, emulator, order_url):
    assert [group["name"] for group in az("group list")] == [emulator.resource_group]
    assert [plan["name"] for plan in az("appservice plan list")] == ["demo-plan"]
    names = {resource["name"] for resource in az("resource list")}
    assert names == {"demo-plan", "demo-site", "demo-vault", "shop"}
    assert [found["name"] for found in az("resource list --resource-type Microsoft.Web/sites")] == ["demo-site"]
    assert az("resource show --ids", order_url)["properties"]["status"] == "Issued"
    assert az("provider show --namespace Microsoft.CertificateRegistration")["registrationState"] == "Registered"


def test_orders_are_read_changed_and_told_to_act(az, emulator, order_url):
    collection = order_url.removesuffix("/shop")
    listed = az("rest --method get --url", f"{collection}?{VERSION}")
    assert [order["name"] for order in listed["value"]] == ["shop"]
    patch = json.dumps({"properties": {"productType": "StandardDomainValidatedSsl", "autoRenew": True}})
    changed = az("rest --method patch --url", f"{order_url}?{VERSION}", "--body", patch)
    assert changed["properties"]["autoRenew"] is True
    actions = az("rest --method post --url", f"{order_url}/retrieveCertificateActions?{VERSION}")
    assert actions[-1]["actionType"] == "CertificateIssued"
    az("rest --method post --url", f"{order_url}/resendEmail?{VERSION}")


def test_an_unknown_order_is_reported_in_the_words_of_the_service(az, order_url):
    with pytest.raises(Failed, match="ResourceNotFound"):
        az("rest --method get --url", f"{order_url}-none?{VERSION}")


def test_secrets_are_written_read_and_listed(az):
    az("keyvault secret set --vault-name demo-vault --name by-cli --value one")
    az("keyvault secret set-attributes --vault-name demo-vault --name by-cli --content-type text/plain")
    shown = az("keyvault secret show --vault-name demo-vault --name by-cli")
    assert (shown["value"], shown["contentType"]) == ("one", "text/plain")
    names = [secret["name"] for secret in az("keyvault secret list --vault-name demo-vault")]
    assert names == ["by-cli", "shop-pfx"]
    assert len(az("keyvault secret list-versions --vault-name demo-vault --name by-cli")) == 1


def test_a_secret_is_deleted_recovered_saved_and_purged(az, tmp_path):
    backup = str(tmp_path / "backup")
    az("keyvault secret set --vault-name demo-vault --name going --value one")
    az("keyvault secret backup --vault-name demo-vault --name going --file", backup)
    az("keyvault secret delete --vault-name demo-vault --name going")
    assert [gone["name"] for gone in az("keyvault secret list-deleted --vault-name demo-vault")] == ["going"]
    az("keyvault secret recover --vault-name demo-vault --name going")
    az("keyvault secret delete --vault-name demo-vault --name going")
    az("keyvault secret purge --vault-name demo-vault --name going")
    assert az("keyvault secret restore --vault-name demo-vault --file", backup)["name"] == "going"


def test_the_certificate_is_downloaded_as_a_pfx(az, tmp_path):
    file = tmp_path / "shop.pfx"
    az("keyvault secret download --vault-name demo-vault --name shop-pfx --encoding base64 --file", str(file))
    key, leaf, _ = pkcs12.load_key_and_certificates(file.read_bytes(), None)
    assert key is not None
    assert DOMAIN in leaf.subject.rfc4514_string()


def test_a_vault_is_made_given_rights_deleted_and_recovered(az, emulator):
    group = ["--resource-group", emulator.resource_group]
    az("keyvault create --name cli-vault --location westeurope --enable-rbac-authorization false", *group)
    assert sorted(vault["name"] for vault in az("keyvault list")) == ["cli-vault", "demo-vault"]
    somebody = "11111111-2222-3333-4444-555555555555"
    given = az("keyvault set-policy --name cli-vault --secret-permissions get list --object-id", somebody)
    assert somebody in [policy["objectId"] for policy in given["properties"]["accessPolicies"]]
    taken = az("keyvault delete-policy --name cli-vault --object-id", somebody)
    assert somebody not in [policy["objectId"] for policy in taken["properties"]["accessPolicies"]]
    az("keyvault delete --name cli-vault")
    assert [gone["name"] for gone in az("keyvault list-deleted --resource-type vault")] == ["cli-vault"]
    az("keyvault recover --name cli-vault")
    assert az("keyvault show --name cli-vault")["properties"]["provisioningState"] == "Succeeded"


def test_a_certificate_is_imported_bound_and_shown(az, emulator):
    site = ["--resource-group", emulator.resource_group, "--name", "demo-site"]
    identity = az("resource show --ids", emulator.id_of("Microsoft.Web/sites/demo-site"))["properties"]["customDomainVerificationId"]
    emulator.publish(DOMAIN, "A", "127.0.0.1")
    emulator.publish(f"asuid.{DOMAIN}", "TXT", identity)
    az("webapp config hostname add --webapp-name demo-site --hostname", DOMAIN, "--resource-group", emulator.resource_group)
    # The tool cannot print the bytes of a certificate as JSON, so it is asked for less.
    shown = ["--query", "{name:name,thumbprint:thumbprint,hostNames:hostNames}"]
    imported = az("webapp config ssl import --key-vault demo-vault --key-vault-certificate-name shop-pfx", *site, *shown)
    bound = az("webapp config ssl bind --ssl-type SNI --certificate-thumbprint", imported["thumbprint"], *site)
    assert [state["sslState"] for state in bound["hostNameSslStates"] if state["name"] == DOMAIN] == ["SniEnabled"]
    group = ["--resource-group", emulator.resource_group]
    assert az("webapp config ssl list --query [].thumbprint", *group) == [imported["thumbprint"]]
    assert DOMAIN in az("webapp config ssl show --certificate-name", imported["name"], *group, *shown)["hostNames"]
    az("webapp config ssl unbind --certificate-thumbprint", imported["thumbprint"], *site)
    az("webapp config ssl delete --certificate-thumbprint", imported["thumbprint"], *group)
    assert az("webapp config ssl list --query [].thumbprint", *group) == []


def test_zones_locks_and_roles_are_managed(az, emulator):
    group = ["--resource-group", emulator.resource_group]
    az("network dns zone create --name zone.example", *group)
    az("network dns record-set txt add-record --zone-name zone.example --record-set-name @ --value hello", *group)
    assert [found["name"] for found in az("network dns record-set list --zone-name zone.example", *group)] == ["@"]
    az("lock create --name keep --lock-type CanNotDelete", *group)
    with pytest.raises(Failed, match="ScopeLocked"):
        az("network dns zone delete --yes --name zone.example", *group)
    az("lock delete --name keep", *group)
    az("network dns zone delete --yes --name zone.example", *group)


def test_the_first_party_principal_is_found(az):
    web_sites = "abfa0a7c-a6b6-4736-8310-5855508787cd"
    assert az("ad sp show --id", web_sites)["appId"] == web_sites


def test_a_pfx_in_a_secret_is_what_the_order_has(az, order_url):
    raw = az("rest --method get --url", f"{order_url}?{VERSION}")["properties"]["signedCertificate"]["rawData"]
    pfx = base64.b64decode(az("keyvault secret show --vault-name demo-vault --name shop-pfx")["value"])
    _, leaf, _ = pkcs12.load_key_and_certificates(pfx, None)
    assert leaf.public_bytes(Encoding.DER) == base64.b64decode(raw)
