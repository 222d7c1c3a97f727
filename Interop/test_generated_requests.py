"""Requests nobody thought of: schemathesis makes them from the emulator's description, good ones and broken ones, the same every time.

The emulator must live through all of them, answer none with a fault of its own, and show in its answers only what it describes.
"""

import base64
import os
import re
from collections import Counter
from pathlib import Path

import pytest
import requests
import schemathesis
from description import describe
from documents import Document, Documents
from emulator import running_emulator
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from orders import signing_request
from recording import Exchange
from schemathesis.generation import GenerationMode

# For each operation; GENERATED_TIMES in the environment asks for a multiple, and GENERATED_SEED for other ones.
TIMES = int(os.environ.get("GENERATED_TIMES", "1"))
GOOD_REQUESTS, BROKEN_REQUESTS = 10 * TIMES, 5 * TIMES
SEED = int(os.environ.get("GENERATED_SEED", "20261123"))
CALL_SECONDS = 60
# Of the requests that fit the description, at least this share must get past every check; otherwise the checks are all that is tried.
LEAST_SHARE_DONE = 0.5
DESCRIPTION = describe()
OPERATIONS = sorted(operation["operationId"] for item in DESCRIPTION["paths"].values() for operation in item.values())
COUNTS = {GenerationMode.POSITIVE: Counter(), GenerationMode.NEGATIVE: Counter()}


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """An emulator of its own: what falls over here must not take other tests along."""
    with running_emulator(tmp_path_factory.mktemp("generated")) as emulator:
        order = {"domain": "staged.example", "daysLeft": 40, "termDaysLeft": 60, "validatedDaysAgo": 10}
        stored = {"vault": "demo-vault", "secret": "staged-pfx", "site": "demo-site", "hostNames": ["staged.example"]}
        waiting = {"name": "waiting", "domain": "waiting.example", "status": "Pendingissuance"}
        emulator.stage(orders=[order | stored | {"name": "staged"}, waiting])
        yield emulator


@pytest.fixture(scope="module")
def session(target):
    with requests.Session() as session:
        session.verify = target.ca_file
        session.trust_env = False
        yield session


@pytest.fixture(scope="module")
def tokens(target):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REQUESTS_CA_BUNDLE", target.ca_file)
        scopes = {"keyvault": "https://vault.azure.net", "graph": "https://graph.microsoft.com", "arm": target.ready["arm"]}
        return {kind: "Bearer " + target.credential().get_token(scope + "/.default").token for kind, scope in scopes.items()}


@pytest.fixture(scope="module")
def prepared(target, session, tokens):
    """A slot, a zone and deleted things beside what is staged, kept as a snapshot; and the values that lead to all of it."""
    group = f"{target.ready['arm']}/subscriptions/{target.subscription_id}/resourceGroups/{target.resource_group}/providers"
    vault = {"location": "westeurope", "properties": {"tenantId": target.tenant_id, "sku": {"family": "A", "name": "standard"}}}

    def send(method, url, body=None, version="2024-11-01", kind="arm"):
        headers = {"Authorization": tokens[kind]}
        answer = session.request(method, url, json=body, params={"api-version": version}, headers=headers, timeout=CALL_SECONDS)
        assert answer.ok, f"{method} {url}: {answer.text}"
        return answer.json() if answer.content else None

    send("PUT", f"{group}/Microsoft.Web/sites/demo-site/slots/next", {"location": "westeurope"})
    send("PUT", f"{group}/Microsoft.Network/dnsZones/zone.example", {"location": "global"}, version="2018-05-01")
    send("PUT", f"{group}/Microsoft.KeyVault/vaults/gone-vault", vault)
    send("DELETE", f"{group}/Microsoft.KeyVault/vaults/gone-vault")
    for name in "kept", "gone":
        send("PUT", f"{target.vault_url}/secrets/{name}", {"value": "x"}, version="7.4", kind="keyvault")
    backup = send("POST", f"{target.vault_url}/secrets/gone/backup", version="7.4", kind="keyvault")["value"]
    send("DELETE", f"{target.vault_url}/secrets/gone", version="7.4", kind="keyvault")
    thumbprint = send("GET", f"{group}/Microsoft.Web/certificates/staged")["properties"]["thumbprint"]
    target.control("faults", "POST", match={"path": "*/never"}, effect={"status": 500})
    target.control("snapshots/prepared", "POST")
    return values(target, thumbprint, backup)


def values(target, thumbprint, backup):
    """What members and parameters may be: mostly what is there, sometimes what is not."""
    order = target.id_of("Microsoft.CertificateRegistration/certificateOrders/staged")
    vault, plan = target.id_of("Microsoft.KeyVault/vaults/demo-vault"), target.id_of("Microsoft.Web/serverfarms/demo-plan")
    guid = "11111111-2222-3333-4444-555555555555"
    reader = f"/subscriptions/{target.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    return {
        "subscriptionId": [target.subscription_id],
        "resourceGroupName": [target.resource_group],
        "certificateOrderName": ["staged", "staged", "waiting"],
        "name": ["staged", "demo-site", "demo-plan", "B1"],
        "slot": ["next", "new"],
        "hostName": ["staged.example", "new.example"],
        "detectorName": ["AutoRenewStatus"],
        "vaultName": ["demo-vault", "new-vault", "gone-vault"],
        "vaultBaseName": ["demo-vault"],
        "operationKind": ["add", "replace", "remove"],
        "secret-name": ["kept", "staged-pfx", "gone", "new"],
        "secret-version": ["", "0" * 32],
        "tenantId": [target.tenant_id],
        "resourceProviderNamespace": ["Microsoft.Web", "Microsoft.KeyVault"],
        "roleAssignmentName": [guid],
        "lockName": ["lock"],
        "zoneName": ["zone.example", "new.example"],
        "dnsName": ["zone.example", "staged.example"],
        "recordType": ["TXT", "A", "CNAME", "CAA"],
        "relativeRecordSetName": ["@", "www"],
        "operationId": [base64.urlsafe_b64encode(order.encode()).decode().rstrip("=")],
        "mailId": ["1", "2"],
        "faultId": ["1"],
        "snapshotName": ["prepared", "other"],
        "location": ["global", "westeurope"],
        "distinguishedName": ["CN=new.example", "CN=*.new.example", "O=nobody"],
        "csr": ["", signing_request("staged.example"), "no request"],
        "keySize": [2048, 2048, 1],
        "validityInYears": [1, 2],
        "keyVaultId": [vault, vault, vault.replace("demo-vault", "no-vault")],
        "keyVaultSecretName": ["staged-pfx", "new-secret"],
        "serverFarmId": [plan],
        "password": [""],
        "pfxBlob": ["", "AAAA"],
        "servicePrincipalId": [guid],
        "$top": [1, 100, 0],
        "thumbprint": [thumbprint, "0" * 40],
        "objectId": [guid],
        "delayExistingRevokeInHours": [0, 24, 999],
        "type": ["Microsoft.KeyVault/vaults"],
        "value": ["text", backup],
        "roleDefinitionId": [reader],
        "principalId": [guid],
        "query": ["Resources | where type =~ 'Microsoft.Web/sites' | project id, name | limit 3", "Resources"],
        "$filter": ["resourceType eq 'Microsoft.KeyVault/vaults'", f"appId eq '{target.client_id}'"],
        "maxresults": [1, 25, 26],
        "ipv4Address": ["127.0.0.1", "no address"],
        "ipv6Address": ["::1"],
        "cname": ["demo-site.azurewebsites.net"],
        "nsdname": ["ns.example"],
        "tag": ["issue"],
        "flags": [0, 128],
        "grant_type": ["client_credentials"],
        "client_id": [target.client_id],
        "clientId": [target.client_id, guid],
        "keyId": [guid],
        "credentialName": ["workload"],
        "identityId": [guid],
        "pem": [Path(target.ca_file).read_text(), "no certificate"],
        "issuer": ["https://issuer.example"],
        "client_secret": [target.client_secret, target.client_secret, "wrong"],
        "scope": ["https://vault.azure.net/.default", "openid"],
        "resource": ["https://vault.azure.net"],
        "now": ["2027-01-01T00:00:00Z", "then"],
        "advanceSeconds": [0, 86_400.5, 86_400 * 40],
        "rate": [0, 1, 1000],
        "domain": ["scene.example"],
        "count": [1, 30],
        "min": [1],
        "max": [198],
        "daysLeft": [-3, 20, 150],
        "termDaysLeft": [20, 300],
        "validatedDaysAgo": [1, 500],
        "vault": ["demo-vault"],
        "secret": ["scene-pfx"],
        "site": ["demo-site"],
        "times": [1],
        "every": [2],
        "probability": [0.5],
        "retryAfterSeconds": [0, 1],
        "delayMilliseconds": [1],
        "pageSize": [1, 100],
        "leafValidityDays": [47, 198],
        "flatItemsSince": ["2022-03-01"],
    }


@pytest.fixture(scope="module")
def operations(prepared):
    """Operations by their names, as schemathesis knows them, and the same as documents."""
    description = describe(prepared)
    found = schemathesis.openapi.from_dict(description).get_all_operations()
    return {result.ok().definition.raw["operationId"]: result.ok() for result in found}, Documents([Document(description)])


def token_for(tokens, path):
    return tokens[next((kind for kind in ("keyvault", "graph") if path.startswith(f"/{kind}/")), "arm")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_lives_through_generated_requests(name, target, session, tokens, operations):
    target.control("snapshots/prepared/restore", "POST")
    operation, documents = operations[0][name], operations[1]
    for mode, count in (GenerationMode.POSITIVE, GOOD_REQUESTS), (GenerationMode.NEGATIVE, BROKEN_REQUESTS):
        send_all(operation, mode, count, lambda case, mode=mode: send(case, mode, target, session, tokens, documents))


def send_all(operation, mode, count, send):
    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        send(case)

    try:
        run()
    except Unsatisfiable:
        # Without parameters and body there is nothing to break.
        assert mode is GenerationMode.NEGATIVE


def send(case, mode, target, session, tokens, documents):
    headers = {"Authorization": token_for(tokens, case.path)}
    options = {"session": session, "headers": headers, "verify": target.ca_file, "timeout": CALL_SECONDS}
    response = case.call(base_url=target.ready["arm"], **options)
    answer = Exchange(case.method.upper(), response.request.url, response.status_code, response.content)
    COUNTS[mode][f"{response.status_code // 100}xx"] += 1
    assert answer.status < 500, answer
    assert target.process.poll() is None, f"the emulator ended after {answer}"
    operation = documents.find(answer)
    complaint = operation and answer.status < 400 and operation.complaint(answer)
    assert not complaint, f"{answer}\n    {complaint}"


@pytest.mark.last
def test_a_good_share_of_generated_requests_was_served(request):
    good = COUNTS[GenerationMode.POSITIVE]
    if good.total() < GOOD_REQUESTS * len(OPERATIONS) / 2:
        pytest.skip("only some operations were tried")
    assert good["2xx"] / good.total() >= LEAST_SHARE_DONE, COUNTS


@pytest.fixture(scope="module", autouse=True)
def report(checker):
    yield
    for mode, counts in COUNTS.items():
        figures = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        checker.notes[mode] = f"generated requests, {mode.value}: {counts.total()} ({figures})"


def test_every_kind_of_resource_is_described(target, session, tokens):
    """The emulator itself lists its kinds of resources."""
    patterns = [document_path.split("/providers/")[-1] for document_path in DESCRIPTION["paths"] if "/providers/" in document_path]
    described = {re.sub(r"/(\{[^}]*\}|global)", "", path).lower() for path in patterns} | {
        path.lower().replace("{recordtype}", word) for path in patterns for word in ("txt", "a", "aaaa", "caa", "cname", "ns")
    }
    described = {re.sub(r"/\{[^}]*\}", "", path) for path in described}
    for namespace in "CertificateRegistration", "Web", "KeyVault", "Authorization", "ResourceGraph", "Network":
        url = f"{target.ready['arm']}/subscriptions/{target.subscription_id}/providers/Microsoft.{namespace}"
        answer = session.get(url, params={"api-version": "2021-04-01"}, headers={"Authorization": tokens["arm"]}, timeout=CALL_SECONDS)
        types = [kind["resourceType"].lower() for kind in answer.json()["resourceTypes"]]
        assert types
        for kind in types:
            assert f"microsoft.{namespace.lower()}/{kind}" in described


def test_every_control_call_of_the_manual_is_described():
    manual = (Path(__file__).parent.parent / "docs/emulator.md").read_text()
    section = manual.split("## Control")[1].split("\n## ")[0]
    table = "".join(line for line in section.splitlines() if line.startswith("|"))
    calls = re.findall(r"`(GET|PUT|POST|PATCH|DELETE) ([a-zA-Z/]+)`", table)
    assert len(calls) > 20
    described = [(verb.upper(), path) for path, item in DESCRIPTION["paths"].items() for verb in item if path.startswith("/_emulator/")]
    for verb, path in calls:
        words = path.split("/")
        pattern = re.compile("/_emulator/" + "/".join(r"\{\w+\}" if word.isupper() else word for word in words))
        assert any(verb == known and pattern.fullmatch(described_path) for known, described_path in described), f"{verb} {path}"
