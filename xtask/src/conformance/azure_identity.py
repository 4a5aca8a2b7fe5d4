"""Signs in with Azure's identity library and with Azure CLI, in every way that needs no person.

Usage: azure_identity.py READY AZ PEM, where READY is the file with the simulator's first line, AZ the
command, and PEM a certificate with its key that the scenario has registered for its principal.
"""

import logging
import os
import subprocess
import sys
from contextlib import contextmanager

import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AzurePipelinesCredential,
    CertificateCredential,
    ClientAssertionCredential,
    ManagedIdentityCredential,
)
from azure.mgmt.network import NetworkManagementClient

from session import check, end, ready

# Refusals are expected here, and checked.
logging.getLogger("azure").setLevel(logging.CRITICAL)
AZ, PEM = sys.argv[2:]
ENDPOINT, TENANT, CLIENT = ready["endpoint"], ready["tenant_id"], ready["client_id"]
SCOPE = "https://management.azure.com/.default"
# The defaults of a scenario.
SERVICE_CONNECTION = "7d1f3c80-5b0a-4c39-9a6e-2f8e4b7c6d15"
IDENTITY = (
    f"/subscriptions/{ready['subscription_id']}/resourcegroups/rg-identity"
    "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-terraform"
)
IMDS = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": ENDPOINT}
APP_SERVICE = {
    "IDENTITY_ENDPOINT": f"{ENDPOINT}/msi/token",
    "IDENTITY_HEADER": "simulated-identity-header",
}
PIPELINES = {
    "SYSTEM_OIDCREQUESTURI": f"{ENDPOINT}/azure-pipelines/oidctoken",
    "SYSTEM_ACCESSTOKEN": "simulated-access-token",
}
COMMON = {"authority": ENDPOINT, "disable_instance_discovery": True}


@contextmanager
def surroundings(variables):
    """Environment variables that a credential or a command reads, for as long as it is used."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def works(promise, credential):
    """Checks that the credential's token lets endpoints be listed."""
    client = NetworkManagementClient(
        credential, ready["subscription_id"], base_url=ENDPOINT, credential_scopes=[SCOPE]
    )
    try:
        names = sorted(found.name for found in client.private_endpoints.list_by_subscription())
        check(promise, names == ["pe-batch", "pe-web"], names)
    except ClientAuthenticationError as error:
        check(promise, False, error)


def fails(promise, text, credential):
    """Checks that no token is given, with a text."""
    try:
        credential.get_token(SCOPE)
        check(promise, False, "it was given a token")
    except ClientAuthenticationError as error:
        check(promise, text in str(error), error)


def github_token():
    """What a job in GitHub Actions asks for: a token for Microsoft Entra ID."""
    url = f"{ENDPOINT}/github-actions/token?api-version=2.0&audience=api://AzureADTokenExchange"
    answer = requests.get(url, headers={"Authorization": "Bearer simulated-request-token"}, timeout=30)
    answer.raise_for_status()
    return answer.json()["value"]


def pipelines(access_token):
    """The credential of a job in Azure Pipelines."""
    return AzurePipelinesCredential(
        tenant_id=TENANT, client_id=CLIENT, service_connection_id=SERVICE_CONNECTION,
        system_access_token=access_token, **COMMON,
    )


def certificates():
    works("a certificate signs in", CertificateCredential(TENANT, CLIENT, PEM, **COMMON))
    chain = CertificateCredential(TENANT, CLIENT, PEM, send_certificate_chain=True, **COMMON)
    works("a certificate with its chain signs in", chain)


def federation():
    by_github = ClientAssertionCredential(TENANT, CLIENT, github_token, **COMMON)
    works("a job in GitHub Actions signs in", by_github)
    nonsense = ClientAssertionCredential(TENANT, CLIENT, lambda: "nonsense", **COMMON)
    fails("an assertion that is none is refused", "AADSTS50027", nonsense)
    with surroundings(PIPELINES):
        works("a job in Azure Pipelines signs in", pipelines("simulated-access-token"))
        fails("a wrong access token is refused", "access token is not valid", pipelines("wrong"))


def managed_identities():
    with surroundings(IMDS):
        works("a machine signs in", ManagedIdentityCredential())
        works("a machine signs in by client id", ManagedIdentityCredential(client_id=CLIENT))
        nobody = ManagedIdentityCredential(client_id="nobody")
        fails("an identity of nobody is refused", "Identity not found", nobody)
    with surroundings(APP_SERVICE):
        works("an app signs in", ManagedIdentityCredential())
        by_resource = ManagedIdentityCredential(identity_config={"resource_id": IDENTITY})
        works("an app signs in by resource id", by_resource)


def challenge():
    fault = {"path": "*/privateEndpoints", "count": 1, "effect": {"kind": "claims-challenge"}}
    requests.post(f"{ENDPOINT}/simulator/faults", json=fault, timeout=30).raise_for_status()
    works("a claims challenge is answered with a new token",
          CertificateCredential(TENANT, CLIENT, PEM, **COMMON))
    journal = requests.get(f"{ENDPOINT}/simulator/journal", timeout=30).json()
    seen = [found["status"] for found in journal if found["path"].endswith("/privateEndpoints")]
    check("… after the first request was refused", seen[-2:] == [401, 200], seen)


def az(promise, *arguments):
    """Checks that az exits with 0."""
    done = subprocess.run(
        [AZ, *arguments], capture_output=True, text=True, check=False, timeout=300
    )
    check(promise, done.returncode == 0, done.stderr.strip()[-400:])


def azure_cli():
    az("a cloud is registered", "cloud", "register", "-n", "Simulator",
       "--endpoint-resource-manager", ENDPOINT)
    az("the cloud is chosen", "cloud", "set", "-n", "Simulator")
    principal = ["login", "--service-principal", "-u", CLIENT, "--tenant", TENANT]
    az("az login takes the certificate", *principal, "--certificate", PEM)
    az("az login takes the certificate with its chain", *principal, "--certificate", PEM,
       "--use-cert-sn-issuer")
    az("az login takes a federated token", *principal, "--federated-token", github_token())
    with surroundings(APP_SERVICE):
        az("az login takes the managed identity", "login", "--identity")
        az("… whose token lets endpoints be listed", "network", "private-endpoint", "list")


certificates()
federation()
managed_identities()
challenge()
azure_cli()
end()
