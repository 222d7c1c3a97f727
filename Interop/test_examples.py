"""The stories of Examples/, told by an MCP client at a running server; what they print is what a person would read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import running_server

EXAMPLES = Path(__file__).parent.parent / "Examples"


@pytest.fixture(scope="module")
def served(emulator, tmp_path_factory):
    with running_server(emulator, tmp_path_factory.mktemp("stories")) as served:
        served.told = ""
        yield served


def told(served, emulator, story, *arguments):
    """What a story prints. It has one token and nothing else, and no secret may be among its words."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNET")}
    environment |= {"SIGNET_MCP_URL": served.ready["mcp"], "SIGNET_AGENT_TOKEN": served.token}
    command = [sys.executable, str(EXAMPLES / f"{story}.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    served.told += done.stdout + done.stderr
    for hidden in [served.token, emulator.client_secret, "PRIVATE KEY", "CERTIFICATE REQUEST", "MII"]:
        assert hidden not in done.stdout + done.stderr
    return done.stdout


def test_automated_provisioning(served, emulator):
    words = told(served, emulator, "provision", "story", "story.test")
    assert "order story" in words and "charge" in words and "story.test shows " in words


def test_renewal_before_the_end(served, emulator):
    assert "nothing ends within 60 days" in told(served, emulator, "renew", "60")
    emulator.advance(days=140)
    words = told(served, emulator, "renew", "60")
    assert "story in 5" in words and "renew story" in words and "has become" in words
    assert "nothing ends within 60 days" in told(served, emulator, "renew", "60")


def test_reissue_after_a_key_rotation(served, emulator):
    words = told(served, emulator, "rotate", "story")
    assert "reissue story" in words and "story: " in words and "has become" in words


def test_an_agent_that_watches_and_renews(served, emulator):
    emulator.advance(days=60)
    words = told(served, emulator, "watch", "--rounds", "2", "--every", "0")
    assert words.count("holds no credential") == 2 and "renew story" in words
    assert words.rstrip().endswith("nothing ends within 60 days")


def test_no_value_of_the_vault_was_told(served, secrets):
    values = [secrets.get_secret(secret.name).value for secret in secrets.list_properties_of_secrets()]
    assert values and not any(value[:100] in served.told for value in values)
