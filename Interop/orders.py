"""What several tests ask for: bodies, and waiting for what comes by itself."""

from azure.mgmt.certificateregistration.models import AppServiceCertificateOrder, AppServiceCertificateResource
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from emulator import wait_until


def order_request(distinguished_name="CN=shop.example.com", product_type="StandardDomainValidatedSsl", **more):
    return AppServiceCertificateOrder(
        location="Global",
        product_type=product_type,
        validity_in_years=1,
        key_size=2048,
        auto_renew=False,
        tags={"made-by": "interop"},
        **({"distinguished_name": distinguished_name} | more),
    )


def link_request(emulator, secret, vault="demo-vault"):
    vault_id = emulator.id_of(f"Microsoft.KeyVault/vaults/{vault}")
    return AppServiceCertificateResource(location="Global", key_vault_id=vault_id, key_vault_secret_name=secret)


def finish(poller, seconds=30):
    """The result of a long-running operation; the SDK itself would poll for ever."""
    poller.wait(seconds)
    assert poller.done(), f"still {poller.status()} after {seconds} s"
    return poller.result()


def when(certificates, emulator, name, what, condition):
    """The order as soon as the condition holds for it."""

    def look():
        order = certificates.get(emulator.resource_group, name)
        return order if condition(order) else None

    return wait_until(30, what, look)


def when_issued(certificates, emulator, name, besides=None):
    """The order once it is issued; `besides` is the serial number it must have left behind."""
    what = f"{name} to be issued"
    return when(certificates, emulator, name, what, lambda order: order.status == "Issued" and order.serial_number != besides)


def signing_request(common_name):
    """A request for a key of our own, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    return x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
