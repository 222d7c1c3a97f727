"""Lists of several pages, which the SDKs put together."""

import pytest
from orders import link_request

FLEET = 23
PAGE = 5


@pytest.fixture(scope="module", autouse=True)
def fleet(emulator, fresh_start):
    emulator.stage(resourceGroup="fleet-group", fleet={"count": FLEET, "prefix": "fleet-", "seed": 7})
    emulator.stage(orders=[{"name": "single", "domain": "single.example", "vault": "demo-vault"}])
    emulator.set(pageSize=PAGE)


def pages_of(pager):
    return [[item.name for item in page] for page in pager.by_page()]


def test_all_pages_of_a_group_hold_every_order_once(certificates):
    pages = pages_of(certificates.list_by_resource_group("fleet-group"))
    assert [len(page) for page in pages] == [PAGE] * (FLEET // PAGE) + [FLEET % PAGE]
    names = [name for page in pages for name in page]
    assert sorted(names) == [f"fleet-{number:02}" for number in range(1, FLEET + 1)]


def test_a_subscription_is_paged_over_its_groups(certificates):
    names = [order.name for order in certificates.list()]
    assert len(names) == len(set(names)) == FLEET + 1
    assert "single" in names


def test_a_page_that_is_just_full_is_the_last_one(emulator, certificates):
    emulator.set(pageSize=FLEET)
    try:
        assert len(pages_of(certificates.list_by_resource_group("fleet-group"))) == 1
    finally:
        emulator.set(pageSize=PAGE)


def test_paging_goes_on_from_where_it_was(certificates):
    first = certificates.list_by_resource_group("fleet-group").by_page()
    names = [order.name for order in next(first)]
    rest = certificates.list_by_resource_group("fleet-group").by_page(first.continuation_token)
    names += [order.name for page in rest for order in page]
    assert len(names) == len(set(names)) == FLEET


def test_an_older_version_stays_in_the_links(order_client, journal):
    place = len(journal)
    with order_client(api_version="2019-08-01") as client:
        assert len(list(client.app_service_certificate_orders.list_by_resource_group("fleet-group"))) == FLEET
    versions = {exchange.api_version for exchange in journal.since(place) if "certificateOrders" in exchange.path}
    assert versions == {"2019-08-01"}


def test_links_of_an_order_are_paged(emulator, certificates):
    emulator.set(pageSize=1)
    try:
        for name in "first", "second":
            certificates.begin_create_or_update_certificate(
                emulator.resource_group, "single", name, link_request(emulator, name), polling=False
            )
        pages = pages_of(certificates.list_certificates(emulator.resource_group, "single"))
    finally:
        emulator.set(pageSize=PAGE)
    assert pages == [["first"], ["second"], ["single"]]


def test_secrets_come_in_pages_of_25(secrets, journal):
    names = [f"paged-{number:02}" for number in range(30)]
    for name in names:
        secrets.set_secret(name, "value")
    place = len(journal)
    assert [found.name for found in secrets.list_properties_of_secrets() if found.name.startswith("paged-")] == names
    assert len(journal.since(place)) == 2


def test_versions_of_a_secret_come_in_pages_of_the_asked_size(secrets, journal):
    versions = {secrets.set_secret("versioned", str(number)).properties.version for number in range(7)}
    place = len(journal)
    assert {found.version for found in secrets.list_properties_of_secret_versions("versioned", max_page_size=3)} == versions
    assert len(journal.since(place)) == 3


def test_vaults_and_web_certificates_are_paged(emulator, vaults, web):
    emulator.stage(orders=[{"name": f"order{n}", "domain": f"o{n}.example", "vault": f"vault-{n}", "site": "demo-site"} for n in range(3)])
    emulator.set(pageSize=2)
    try:
        assert sorted(vault.name for vault in vaults.list_by_resource_group(emulator.resource_group)) == [
            "demo-vault",
            "vault-0",
            "vault-1",
            "vault-2",
        ]
        assert len(list(vaults.list_by_subscription())) == 4
        assert len(pages_of(web.certificates.list_by_resource_group(emulator.resource_group))) == 2
        assert len(list(web.certificates.list())) == 3
    finally:
        emulator.set(pageSize=PAGE)
