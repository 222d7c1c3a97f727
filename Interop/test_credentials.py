"""Every way azure-identity proves an application or a machine without a client secret, against the emulator.

Each credential belongs to a client or identity of its own that may only read, so a list of orders shows both that the token was
given and whose it is.
"""

import base64
import datetime
import json
import time
import uuid

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import (
    CertificateCredential,
    ClientAssertionCredential,
    CredentialUnavailableError,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)
from azure.mgmt.certificateregistration import CertificateRegistrationMgmtClient
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

AUDIENCE = "api://AzureADTokenExchange"
ISSUER = "https://issuer.interop.example"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
SUBJECT = "repo:contoso/web:environment:production"


def post(emulator, path, body):
    answer = requests.post(f"{emulator.ready['control']}/{path}", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()


def let_read(emulator, principal):
    """Gives the role Reader on the subscription, as the ready file's client."""
    token = emulator.credential().get_token(emulator.ready["arm"] + "/.default").token
    path = f"subscriptions/{emulator.subscription_id}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}"
    requests.put(
        f"{emulator.ready['arm']}/{path}?api-version=2022-04-01",
        json={"properties": {"roleDefinitionId": READER, "principalId": principal["objectId"]}},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    ).raise_for_status()


def read(emulator, credential):
    """One read of Resource Manager; fails as the SDK fails."""
    with CertificateRegistrationMgmtClient(credential, **emulator.resource_manager) as client:
        return [order.name for order in client.app_service_certificate_orders.list()]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def common(emulator):
    return {"authority": emulator.ready["authority"], "disable_instance_discovery": True}


@pytest.fixture
def reader(emulator):
    """An application that may read."""
    client = post(emulator, "clients", {"displayName": "interop reader"})
    let_read(emulator, client)
    return client


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "interop app")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
    return builder.not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def pem(key, certificate):
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def register(emulator, client, certificate):
    post(emulator, f"clients/{client['clientId']}/certificates", {"pem": certificate.public_bytes(Encoding.PEM).decode()})


@pytest.mark.parametrize("send_chain", [False, True])
def test_a_certificate_credential_reads(emulator, reader, certificate, pem, send_chain):
    register(emulator, reader, certificate)
    credential = CertificateCredential(
        emulator.tenant_id,
        reader["clientId"],
        certificate_data=pem,
        send_certificate_chain=send_chain,
        **common(emulator),
    )
    assert isinstance(read(emulator, credential), list)


def test_a_certificate_in_pkcs12_reads(emulator, reader, key, certificate):
    register(emulator, reader, certificate)
    data = pkcs12.serialize_key_and_certificates(b"app", key, certificate, None, NoEncryption())
    credential = CertificateCredential(emulator.tenant_id, reader["clientId"], certificate_data=data, **common(emulator))
    assert isinstance(read(emulator, credential), list)


def test_a_certificate_nobody_registered_is_refused(emulator, reader, pem):
    credential = CertificateCredential(emulator.tenant_id, reader["clientId"], certificate_data=pem, **common(emulator))
    with pytest.raises(ClientAuthenticationError, match="AADSTS700027"):
        read(emulator, credential)


@pytest.fixture
def federated(emulator, reader, key):
    """The application with a federated credential whose issuer's key is ours."""
    numbers = key.public_key().public_numbers()

    def text(number):
        return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))

    keys = {"keys": [{"kty": "RSA", "use": "sig", "kid": "interop", "n": text(numbers.n), "e": text(numbers.e)}]}
    body = {"name": "main", "issuer": ISSUER, "subject": SUBJECT, "audiences": [AUDIENCE], "keys": keys}
    post(emulator, f"clients/{reader['clientId']}/federatedCredentials", body)
    return reader


def assertion(key, **changes):
    now = time.time()
    claims = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "nbf": now, "exp": now + 300, "jti": str(uuid.uuid4())} | changes
    header = {"alg": "RS256", "typ": "JWT", "kid": "interop"}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{base64url(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def test_a_client_assertion_credential_reads(emulator, federated, key):
    credential = ClientAssertionCredential(emulator.tenant_id, federated["clientId"], lambda: assertion(key), **common(emulator))
    assert isinstance(read(emulator, credential), list)


def test_a_workload_identity_credential_reads(emulator, federated, key, tmp_path):
    file = tmp_path / "token"
    file.write_text(assertion(key))
    credential = WorkloadIdentityCredential(
        tenant_id=emulator.tenant_id, client_id=federated["clientId"], token_file_path=str(file), **common(emulator)
    )
    assert isinstance(read(emulator, credential), list)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": ISSUER + "/"}, 700211),
        ({"sub": SUBJECT.upper()}, 700213),
        ({"aud": "api://other"}, 700212),
        ({"exp": time.time() - 3600}, 700024),
    ],
)
def test_an_assertion_that_does_not_fit_is_refused_by_its_number(emulator, federated, key, changes, code):
    credential = ClientAssertionCredential(
        emulator.tenant_id, federated["clientId"], lambda: assertion(key, **changes), **common(emulator)
    )
    with pytest.raises(ClientAuthenticationError, match=f"AADSTS{code}:"):
        read(emulator, credential)


@pytest.fixture(params=["virtualMachine", "appService"])
def machine(request, emulator, monkeypatch):
    """The name of a machine whose environment this process has."""
    for name, value in emulator.control("identities")["environment"][request.param].items():
        monkeypatch.setenv(name, value)
    return request.param


def identity(emulator, machine, kind, name):
    made = post(emulator, "identities", {"type": kind, "displayName": name, "on": [machine]})
    let_read(emulator, made)
    return made


@pytest.fixture
def cleared(emulator):
    """No identity before and none after."""
    yield
    for held in emulator.control("identities")["identities"]:
        requests.delete(f"{emulator.ready['control']}/identities/{held['clientId']}", timeout=10).raise_for_status()


def test_a_machine_reads_by_its_own_identity(emulator, machine, cleared):
    identity(emulator, machine, "SystemAssigned", "own")
    assert isinstance(read(emulator, ManagedIdentityCredential()), list)


@pytest.mark.parametrize("way", ["client_id", "object_id", "resource_id"])
def test_a_machine_reads_by_an_assigned_identity(emulator, machine, cleared, way):
    made = identity(emulator, machine, "UserAssigned", "assigned")
    identity(emulator, machine, "UserAssigned", "another")
    if way == "client_id":
        credential = ManagedIdentityCredential(client_id=made["clientId"])
    else:
        value = made["objectId"] if way == "object_id" else made["resourceId"]
        credential = ManagedIdentityCredential(identity_config={way: value})
    assert isinstance(read(emulator, credential), list)


def test_a_machine_without_identity_says_so(emulator, machine, cleared):
    with pytest.raises((CredentialUnavailableError, ClientAuthenticationError)):
        read(emulator, ManagedIdentityCredential())


def test_rights_of_an_identity_are_its_roles_alone(emulator, machine, cleared):
    post(emulator, "identities", {"type": "SystemAssigned", "displayName": "bare", "on": [machine]})
    with pytest.raises(HttpResponseError, match="AuthorizationFailed"):
        read(emulator, ManagedIdentityCredential())
