"""The pages of operators in a real browser: by keyboard alone, on a desk and on a phone. Pictures stay in $SCREENSHOTS."""

import os
import sqlite3
import uuid
from pathlib import Path

import pytest
import requests
from browser import DESKTOP, PHONE, PROGRAM, running_browser
from served import running_server

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no chromium")

PASSWORD = "correct horse of anna"
RULES = """\
rules:
  - {name: look, effect: read, then: allow}
  - {name: people decide, effect: [write, delete, purchase], then: approval}
"""


@pytest.fixture(scope="module")
def served(emulator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    with running_server(emulator, folder) as served:
        (folder / "password").write_text(PASSWORD)
        (folder / "rules.yaml").write_text(RULES)
        served.signet("operator", "add", "anna", "--password-file", str(folder / "password"))
        served.signet("policy", "apply", str(folder / "rules.yaml"))
        served.state = folder / "home" / "signet.sqlite"
        yield served


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with running_browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def signed_in(served, browser):
    """Anna, who types her name and password and presses Enter."""
    browser.open(served.ready["url"] + "/sign-in")
    look(browser, "sign-in")
    browser.type("anna")
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter", leads_on=True)
    assert "Nothing waits" in browser.text or "What waits" in browser.text
    return browser


def look(browser, name):
    """Keeps the page as it looks on a desk and on a phone; on neither has it to be moved sideways."""
    folder = Path(os.environ.get("SCREENSHOTS", ".build/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    for place, size in [("phone", PHONE), ("desk", DESKTOP)]:
        browser.size(*size)
        assert not browser.is_wider_than_the_screen(), f"{name} is wider than a {place}"
        browser.picture(folder / f"{name}-{place}.png")


def execute(served, operation, name, properties, reason):
    contract = served.post("/api/v1/load", {"operations": [operation]}).json()["operations"][0]
    inputs = {"certificateOrderName": name, "body": {"properties": properties}}
    call = {"operation": operation, "schema_digest": contract["schema_digest"], "inputs": inputs, "reason": reason}
    return served.post("/api/v1/execute", call)


def asked(served, name):
    """A write that a person has to agree to."""
    answer = execute(served, "AppServiceCertificateOrders_Update", name, {"autoRenew": False}, f"{name} is renewed by us from now on")
    assert answer.status_code in (202, 403), answer.text


def review(served, name):
    waiting = requests.get(
        served.ready["url"] + "/api/v1/approvals?state=pending", headers={"Authorization": f"Bearer {served.token}"}, timeout=30
    ).json()["approvals"]
    return served.ready["url"] + "/approvals/" + next(one["approval"] for one in waiting if name in str(one))


@pytest.fixture(scope="module")
def orders(emulator, served):
    names = ["shop", "blog", "mail", "desk"]
    staged = [{"name": name, "domain": f"{name}.test", "daysLeft": 20, "termDaysLeft": 20, "vault": "demo-vault"} for name in names]
    emulator.stage(resourceGroup=emulator.resource_group, orders=staged)
    return names


def test_a_person_reads_a_request_and_approves_exactly_it(served, signed_in, orders):
    browser = signed_in
    asked(served, "shop")
    browser.open(served.ready["url"] + "/approvals")
    look(browser, "list")
    browser.open(review(served, "shop"))
    look(browser, "review-request")
    for words in ["AppServiceCertificateOrders_Update", "shop is renewed by us", "people decide", "sha256:"]:
        assert words in browser.text, words
    browser.tab_to("Approve exactly this")
    browser.key("Enter", leads_on=True)
    look(browser, "approved")
    assert "It was approved" in browser.text


def test_a_person_denies_with_a_word_to_the_agent(served, signed_in, orders):
    browser = signed_in
    asked(served, "blog")
    browser.open(review(served, "blog"))
    browser.tab_to("words")
    browser.type("not before Monday")
    browser.tab_to("Deny")
    browser.key(" ", leads_on=True)
    look(browser, "denied")
    assert "It was denied. not before Monday" in browser.text


def test_what_is_too_late_says_so_and_has_no_button(served, signed_in, orders):
    browser = signed_in
    asked(served, "mail")
    address = review(served, "mail")
    with sqlite3.connect(served.state, timeout=30) as state:
        state.execute("UPDATE gateway_approval SET expires = created WHERE state = 'pending'")
    browser.open(address)
    look(browser, "expired")
    assert "Its time is over" in browser.text and "Approve" not in browser.text


def test_a_plan_tells_its_charge_its_end_and_what_it_reaches(served, signed_in, orders):
    browser = signed_in
    served.signet("adopt", "desk", "--renewed-by", "signet")
    planned = execute(served, "AppServiceCertificateOrders_Renew", "desk", {}, "it ends in 20 days")
    assert planned.status_code == 200, planned.text
    browser.open(planned.json()["approval"]["review_url"])
    look(browser, "review-plan")
    for words in ["Charge", "Expected expiry", "Digest", "sha256:", "desk"]:
        assert words in browser.text, words


def test_consent_names_who_asks_and_a_box_can_be_left_empty(served, signed_in):
    browser = signed_in
    redirect = served.ready["url"] + "/healthz"
    body = {"client_name": "Claude Desktop", "redirect_uris": [redirect]}
    client = requests.post(served.ready["url"] + "/oauth/register", json=body, timeout=30).json()["client_id"]
    ask = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": redirect,
        "scope": "read execute order",
        "state": uuid.uuid4().hex,
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "resource": served.ready["url"] + "/mcp",
    }
    browser.open(requests.Request("GET", served.ready["url"] + "/oauth/authorize", params=ask).prepare().url)
    look(browser, "consent")
    assert "Claude Desktop" in browser.text and "a program on your own machine" in browser.text
    browser.tab_to("scope-order")
    browser.key(" ")
    browser.tab_to("Let it in")
    browser.key("Enter", leads_on=True)
    assert f"state={ask['state']}" in browser.ask("location.href") and "code=" in browser.ask("location.href")
    browser.open(served.ready["url"] + "/oauth/clients")
    look(browser, "clients")


def test_the_browser_had_nothing_against_any_page_and_asked_nobody_else(served, signed_in):
    assert signed_in.complaints == []
    assert signed_in.origins <= {served.ready["url"], "about:"}
