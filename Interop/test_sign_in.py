"""The MCP client of the Python SDK begins with nothing but the URL: it finds where to sign in, makes itself known, a person lets it in."""

import asyncio
import contextlib
import json
import time

import httpx2
import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from emulator import wait_until
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata
from person import Person
from served import running_server
from website import running_website

REDIRECT = "http://127.0.0.1:33418/callback"
PASSWORD = "correct horse of anna"


@pytest.fixture(scope="module")
def website(tmp_path_factory):
    with running_website(tmp_path_factory.mktemp("website")) as website:
        yield website


@pytest.fixture(scope="module")
def served(emulator, website, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    options = ["--client-host", website.host, "--client-ca", str(website.ca_file)]
    with running_server(emulator, folder, *options) as served:
        password = folder / "password"
        password.write_text(PASSWORD)
        served.signet("operator", "add", "anna", "--password-file", str(password))
        yield served


@pytest.fixture
def anna(served):
    return Person(served.ready["url"], "anna", PASSWORD)


class Memory:
    """What a client keeps between its starts."""

    def __init__(self, client=None):
        self.client, self.tokens, self.given = client, None, []

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens
        self.given.append(tokens)

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


def metadata():
    return OAuthClientMetadata(client_name="Desk", redirect_uris=[REDIRECT], token_endpoint_auth_method="none")


def by_document(served, website):
    address = f"{website.origin}/desk.json"
    website.documents["/desk.json"] = {
        "client_id": address,
        "client_name": "Desk by document",
        "redirect_uris": [REDIRECT],
        "token_endpoint_auth_method": "none",
    }
    return Memory(), address


def by_itself(served, website):
    return Memory(), None


def by_hand(served, website):
    client = served.signet("client", "add", "Desk by hand", "--redirect", REDIRECT).strip()
    return Memory(OAuthClientInformationFull(client_id=client, redirect_uris=[REDIRECT], token_endpoint_auth_method="none")), None


@contextlib.asynccontextmanager
async def connected(served, person, memory, document=None):
    """A client at the URL, and its way of signing in."""
    back = {}

    async def visit(address):
        back.update(await asyncio.to_thread(person.allow, address))

    async def returned():
        return AuthorizationCodeResult(code=back["code"], state=back["state"], iss=back["iss"])

    url = served.ready["url"] + "/mcp"
    provider = OAuthClientProvider(url, metadata(), memory, visit, returned, client_metadata_url=document)
    async with httpx2.AsyncClient(auth=provider, timeout=60) as http:
        async with Client(streamable_http_client(url, http_client=http)) as client:
            yield client, provider


def ended(served, memory):
    """Waits until the client's token is refused, as it is everywhere within a second."""
    headers = {"Authorization": f"Bearer {memory.tokens.access_token}"}
    wait_until(5, "the end of a token", lambda: served.get("/api/v1/access", headers=headers).status_code == 401)


async def agent(client):
    return (await client.call_tool("describe_access", {})).structured_content["agent"]


@pytest.mark.parametrize("way", [by_document, by_itself, by_hand])
def test_from_the_url_alone_to_a_call_and_to_the_end(served, website, anna, way):
    async def life():
        memory, document = way(served, website)
        async with connected(served, anna, memory, document) as (client, provider):
            assert "search_operations" in [tool.name for tool in (await client.list_tools()).tools]
            name = await agent(client)
            assert name.startswith("anna.desk")
            assert len(anna.seen) == 1 and "Desk" in anna.seen[0]

            provider.context.token_expiry_time = time.time() - 1
            assert await agent(client) == name
            assert len(memory.given) == 2 and len(anna.seen) == 1, "refreshed, without a person"

            revoked = requests.post(
                served.ready["url"] + "/oauth/revoke",
                data={"token": memory.tokens.refresh_token, "client_id": memory.client.client_id},
                timeout=30,
            )
            assert revoked.status_code == 200
            ended(served, memory)
            assert await agent(client) == name
            assert len(anna.seen) == 2, "a person was asked again"

    asyncio.run(life())


def test_a_refresh_token_that_is_shown_twice_ends_the_sign_in(served, website, anna):
    async def life():
        memory, _ = by_itself(served, website)
        async with connected(served, anna, memory) as (client, provider):
            await agent(client)
            stolen = memory.tokens.refresh_token
            provider.context.token_expiry_time = time.time() - 1
            await agent(client)
            again = requests.post(
                served.ready["url"] + "/oauth/token",
                data={"grant_type": "refresh_token", "refresh_token": stolen, "client_id": memory.client.client_id},
                timeout=30,
            )
            assert again.status_code == 400 and again.json()["error"] == "invalid_grant"
            ended(served, memory)
            await agent(client)
            assert len(anna.seen) == 2, "the client had to ask anew"

    asyncio.run(life())


def test_what_needs_more_than_was_granted_asks_the_person_for_it(served, website, anna):
    async def life():
        memory, _ = by_itself(served, website)
        async with connected(served, anna, memory) as (client, _):
            await agent(client)
            assert memory.tokens.scope == "read"
            answer = await client.call_tool("cert_apply", {"plan": "pln_none", "digest": "sha256:none"})
            assert answer.is_error and json.loads(answer.content[0].text)["code"] == "plan_stale"
            assert set(memory.tokens.scope.split()) == {"read", "order"} and len(anna.seen) == 2

            operation = "AppServiceCertificateOrders_Update"
            loaded = await client.call_tool("load_operations", {"operations": [operation]})
            digest = loaded.structured_content["operations"][0]["schema_digest"]
            inputs = {"certificateOrderName": "none", "body": {"properties": {"autoRenew": False}}}
            call = {"operation": operation, "schema_digest": digest, "inputs": inputs, "reason": "a try"}
            await client.call_tool("execute", call)
            assert set(memory.tokens.scope.split()) == {"read", "execute", "order"} and len(anna.seen) == 3

    asyncio.run(life())


class Issuer:
    """Another authorization server, such as an organisation has: its metadata, its key, its tokens."""

    def __init__(self, website):
        self.name = f"{website.origin}/tenant/v2.0"
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        website.documents["/tenant/v2.0/.well-known/openid-configuration"] = {"issuer": self.name, "jwks_uri": f"{website.origin}/keys"}
        website.documents["/keys"] = {"keys": [public | {"kid": "k1", "use": "sig"}]}

    def token(self, key=None, **claims):
        usual = {"iss": self.name, "aud": "api://signet", "oid": "subject-1", "scp": "read", "exp": int(time.time()) + 600}
        return jwt.encode(usual | claims, key or self.key, algorithm="ES256", headers={"kid": "k1"})


def test_tokens_of_the_issuer_that_was_named_are_taken_and_no_others(emulator, website, tmp_path_factory):
    issuer = Issuer(website)
    options = ["--issuer", issuer.name, "--audience", "api://signet", "--client-host", website.host, "--client-ca", str(website.ca_file)]
    with running_server(emulator, tmp_path_factory.mktemp("foreign"), *options) as served:
        metadata = served.get("/.well-known/oauth-protected-resource/mcp").json()
        assert metadata["authorization_servers"] == [issuer.name]

        def refusal(token):
            headers = {"Authorization": f"Bearer {token}"}
            answer = requests.post(served.ready["mcp"], json={}, headers=headers, timeout=30)
            return answer.status_code, answer.headers.get("WWW-Authenticate", "").split(",")[0]

        async def who(token):
            async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http:
                async with Client(streamable_http_client(served.ready["mcp"], http_client=http)) as client:
                    return await agent(client)

        assert asyncio.run(who(issuer.token())) == "external.subject-1"
        stranger = ec.generate_private_key(ec.SECP256R1())
        for token in [
            issuer.token(aud="api://other"),
            issuer.token(iss=f"{website.origin}/other/v2.0"),
            issuer.token(exp=int(time.time()) - 600),
            issuer.token(key=stranger),
        ]:
            assert refusal(token) == (401, 'Bearer error="invalid_token"')
        assert refusal(issuer.token(scp="User.Read")) == (403, 'Bearer error="insufficient_scope"')
