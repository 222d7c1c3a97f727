"""The emulator, and clients of the official SDKs pointed at it; every answer they get is held against the API documents."""

import os

import pytest
from azure.keyvault.secrets import SecretClient
from azure.mgmt.certificateregistration import CertificateRegistrationMgmtClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.web import WebSiteManagementClient
from checking import Checker
from emulator import running_emulator
from recording import Journal, RecordingTransport

JOURNAL = Journal()
CHECKER = Checker(os.environ.get("SIGNET_SPECS"))


@pytest.fixture(scope="session")
def journal():
    return JOURNAL


@pytest.fixture(scope="session")
def checker():
    return CHECKER


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    with running_emulator(tmp_path_factory.mktemp("emulator")) as emulator, pytest.MonkeyPatch.context() as environment:
        # What a user of the SDKs sets: every one of them reads this, the identity library too.
        environment.setenv("REQUESTS_CA_BUNDLE", emulator.ca_file)
        environment.setenv("NO_PROXY", "localhost,127.0.0.1")
        yield emulator


@pytest.fixture(scope="module", autouse=True)
def fresh_start(emulator):
    """Each file begins with the emulator as it was at its start."""
    emulator.control("reset", "POST")


@pytest.fixture(autouse=True)
def answers_fit_the_documents(journal, checker):
    """Whatever a test or what it stands on asked for, no answer may be one that the documents do not allow."""
    yield
    complaints = checker.complaints(journal.unseen())
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def order_client(emulator, journal):
    """Makes clients of the order API; the options are the client's own."""

    def make(**options):
        credential = emulator.credential(transport=RecordingTransport(journal))
        options = {"polling_interval": 1, "transport": RecordingTransport(journal)} | emulator.resource_manager | options
        return CertificateRegistrationMgmtClient(credential, **options)

    return make


@pytest.fixture(scope="session")
def registration(order_client):
    with order_client() as client:
        yield client


@pytest.fixture(scope="session")
def certificates(registration):
    return registration.app_service_certificate_orders


@pytest.fixture(scope="session")
def web(emulator, journal):
    transport = RecordingTransport(journal)
    with WebSiteManagementClient(emulator.credential(), transport=transport, **emulator.resource_manager) as client:
        yield client


@pytest.fixture(scope="session")
def vaults(emulator, journal):
    transport = RecordingTransport(journal)
    options = {"transport": transport, "polling_interval": 1} | emulator.resource_manager
    with KeyVaultManagementClient(emulator.credential(), **options) as client:
        yield client.vaults


@pytest.fixture(scope="session")
def secret_client(emulator, journal):
    """Makes clients of a vault. It is reached by a path of localhost, so its challenge names another host than was asked."""

    def make(vault="demo-vault"):
        url = f"{emulator.ready['keyVaultPath']}/{vault}"
        return SecretClient(url, emulator.credential(), verify_challenge_resource=False, transport=RecordingTransport(journal))

    return make


@pytest.fixture(scope="session")
def secrets(secret_client):
    with secret_client() as client:
        yield client


def pytest_terminal_summary(terminalreporter):
    for line in CHECKER.summary():
        terminalreporter.write_line(line)


def pytest_sessionfinish(session):
    """A whole run that was to hold answers against published documents and held none has proven nothing."""
    is_whole = any(item.path.name == "test_whole_life.py" for item in session.items)
    if CHECKER.folder and is_whole and session.exitstatus == 0 and not CHECKER.counts["published"]:
        session.exitstatus = 1


def pytest_collection_modifyitems(items):
    """What looks back at the whole run comes last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
