"""Lists all orders of a subscription with the official SDK; prints orders, seconds of CPU, peak memory in KiB.

Usage: list_orders.py URL SUBSCRIPTION, with the authority to trust in REQUESTS_CA_BUNDLE.
"""

import sys
import time

from azure.identity import ClientSecretCredential
from azure.mgmt.certificateregistration import CertificateRegistrationMgmtClient


def main(url, subscription):
    # Processor time of all threads, user and system; the imports above are not in it.
    began = time.process_time()
    credential = ClientSecretCredential("tenant", "client", "secret", authority=url, disable_instance_discovery=True)
    client = CertificateRegistrationMgmtClient(
        credential, subscription, base_url=url, credential_scopes=[f"{url}/.default"]
    )
    orders = 0
    for order in client.app_service_certificate_orders.list():
        if order.status == "Issued" and order.serial_number and order.expiration_time.year > 2000:
            orders += 1
    print(orders, time.process_time() - began, peak_memory())


def peak_memory():
    """Of this program alone: what getrusage says includes its parent up to the exec."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


main(*sys.argv[1:])
