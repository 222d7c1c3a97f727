"""What an order remembers and shows: mails, actions, the site seal, the provider's diagnosis of itself."""

import datetime

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.certificateregistration.models import NameIdentifier, SiteSealRequest
from orders import finish, order_request, when_issued

ORDER = "remembered"
DOMAIN = "remembered.example"


@pytest.fixture(scope="module", autouse=True)
def issued(emulator, certificates, fresh_start):
    finish(certificates.begin_create_or_update(emulator.resource_group, ORDER, order_request(f"CN={DOMAIN}")))
    approval = next(mail for mail in emulator.control("mail")["mails"] if mail["domain"] == DOMAIN)
    emulator.control(f"mail/{approval['id']}/approve", "POST")
    return when_issued(certificates, emulator, ORDER)


def mails(certificates, emulator):
    return [(mail.email_id, mail.time_stamp) for mail in certificates.retrieve_certificate_email_history(emulator.resource_group, ORDER)]


def test_an_approved_mail_proves_the_domain(issued):
    assert issued.status == "Issued"


def test_the_certificate_is_mailed_again(emulator, certificates):
    before = mails(certificates, emulator)
    certificates.resend_email(emulator.resource_group, ORDER)
    after = mails(certificates, emulator)
    assert after[:-1] == before
    assert after[-1][0] == f"admin@{DOMAIN}"
    assert isinstance(after[-1][1], datetime.datetime)


@pytest.mark.parametrize(("name", "address"), [(DOMAIN, f"admin@{DOMAIN}"), ("webmaster@" + DOMAIN, "webmaster@" + DOMAIN)])
def test_the_request_is_mailed_again_to_a_domain_or_an_address(emulator, certificates, name, address):
    certificates.resend_request_emails(emulator.resource_group, ORDER, NameIdentifier(name=name))
    assert mails(certificates, emulator)[-1][0] == address
    assert emulator.control("mail")["mails"][-1]["to"] == address


def test_a_request_mail_to_nobody_is_refused(emulator, certificates):
    with pytest.raises(HttpResponseError) as failure:
        certificates.resend_request_emails(emulator.resource_group, ORDER, NameIdentifier(name=""))
    assert failure.value.status_code == 400


def test_the_actions_tell_the_order_of_events(emulator, certificates):
    actions = certificates.retrieve_certificate_actions(emulator.resource_group, ORDER)
    assert [action.action_type for action in actions] == ["CertificateOrderCreated", "DomainValidationComplete", "CertificateIssued"]
    assert [action.created_at for action in actions] == sorted(action.created_at for action in actions)


def test_older_versions_keep_items_under_properties(emulator, order_client, journal):
    with order_client(api_version="2019-08-01") as client:
        client.app_service_certificate_orders.retrieve_certificate_actions(emulator.resource_group, ORDER)
        assert [set(item) for item in journal[-1].body] == [{"properties"}] * 3
        assert journal[-1].body[0]["properties"]["actionType"] == "CertificateOrderCreated"
        client.app_service_certificate_orders.retrieve_certificate_email_history(emulator.resource_group, ORDER)
        assert "emailId" in journal[-1].body[0]["properties"]


def test_the_oldest_version_calls_an_action_type(emulator, order_client, journal):
    with order_client(api_version="2015-08-01") as client:
        client.app_service_certificate_orders.retrieve_certificate_actions(emulator.resource_group, ORDER)
    assert journal[-1].body[0]["properties"]["type"] == "CertificateOrderCreated"


@pytest.mark.parametrize("version", ["2015-08-01", "2018-02-01", "2019-08-01", "2022-03-01", "2024-11-01"])
def test_an_order_fits_the_document_of_each_version(emulator, order_client, version):
    with order_client(api_version=version) as client:
        order = client.app_service_certificate_orders.get(emulator.resource_group, ORDER)
        assert order.status == "Issued"
        assert ORDER in [found.name for found in client.app_service_certificate_orders.list()]


def test_the_site_seal_names_the_host(emulator, certificates):
    seal = certificates.retrieve_site_seal(emulator.resource_group, ORDER, SiteSealRequest(light_theme=True, locale="de-DE"))
    assert DOMAIN in seal.html
    assert "light" in seal.html
    assert "de-DE" in seal.html


def test_the_detectors_are_listed_and_read(emulator, registration):
    diagnostics = registration.certificate_orders_diagnostics
    listed = list(diagnostics.list_app_service_certificate_order_detector_response(emulator.resource_group, ORDER))
    assert [detector.name for detector in listed] == ["AutoRenewStatus"]
    now = datetime.datetime.now(datetime.timezone.utc)
    read = diagnostics.get_app_service_certificate_order_detector_response(
        emulator.resource_group, ORDER, "AutoRenewStatus", start_time=now - datetime.timedelta(hours=1), end_time=now, time_grain="PT15M"
    )
    assert read.status.status_id == "Warning"
    assert [column.column_name for column in read.dataset[0].table.columns][:2] == ["Status", "Message"]


def test_an_unknown_detector_is_not_found(emulator, registration):
    with pytest.raises(ResourceNotFoundError):
        registration.certificate_orders_diagnostics.get_app_service_certificate_order_detector_response(
            emulator.resource_group, ORDER, "Nothing"
        )


def test_the_provider_lists_its_operations(registration):
    names = [operation.name for operation in registration.certificate_registration_provider.list_operations()]
    assert "Microsoft.CertificateRegistration/certificateOrders/renew/Action" in names
