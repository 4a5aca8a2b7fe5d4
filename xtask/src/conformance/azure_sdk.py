"""Drives the simulator with Azure's SDK for Python and its own pollers.

Usage: azure_sdk.py READY, where READY is the file with the simulator's first line. The api-version
of the PostgreSQL client is pinned to the one whose definitions the traffic is judged by.
"""

import json
import sys

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

ready = json.load(open(sys.argv[1], encoding="utf-8"))
GROUP, SERVER = "rg-data", "pg-orders"
failures = 0


def check(promise, holds, detail=""):
    """Prints one line, and remembers what does not hold."""
    global failures
    if not holds:
        failures += 1
    print(f"  {'ok' if holds else 'NOT ok'}  {promise}{'' if holds else f': {detail}'}", flush=True)


def clients():
    credential = ClientSecretCredential(
        ready["tenant_id"], ready["client_id"], ready["client_secret"],
        authority=ready["endpoint"], disable_instance_discovery=True,
    )
    common = {
        "base_url": ready["endpoint"],
        "credential_scopes": ["https://management.azure.com/.default"],
        # Retry-After says what to wait in truth; this is the fallback.
        "polling_interval": 1,
    }
    subscription = ready["subscription_id"]
    postgresql = PostgreSQLManagementClient(
        credential, subscription, api_version="2025-08-01", **common
    )
    return postgresql, NetworkManagementClient(credential, subscription, **common)


def connection_body(status, description):
    state = {"status": status, "description": description}
    return {"properties": {"privateLinkServiceConnectionState": state}}


def servers(client):
    server = client.servers.get(GROUP, SERVER)
    check("a server has the fields of the published examples", all([
        server.id, server.location, server.sku.name, server.state, server.version,
        server.fully_qualified_domain_name, server.storage.storage_size_gb,
        server.network.public_network_access, server.backup.backup_retention_days,
        server.system_data.created_at,
    ]), server.as_dict())
    check("servers of the group are listed", len(list(client.servers.list_by_resource_group(GROUP))) == 1)
    check("servers of the subscription are listed", len(list(client.servers.list_by_subscription())) == 1)
    client.servers.begin_restart(GROUP, SERVER).result()
    client.servers.begin_stop(GROUP, SERVER).result()
    check("a server is stopped", client.servers.get(GROUP, SERVER).state == "Stopped")
    client.servers.begin_start(GROUP, SERVER).result()
    check("a server is started", client.servers.get(GROUP, SERVER).state == "Ready")


def connections(client):
    operations = client.private_endpoint_connections
    names = {found.name.split(".")[0]: found.name for found in operations.list_by_server(GROUP, SERVER)}
    check("connections are listed", set(names) == {"pe-web", "pe-batch"}, names)
    batch = names["pe-batch"]
    found = operations.get(GROUP, SERVER, batch)
    check("a connection has the fields of the published examples", all([
        found.id, found.type, found.private_endpoint.id, found.group_ids,
        found.private_link_service_connection_state.status, found.provisioning_state,
    ]), found.as_dict())
    operations.begin_update(GROUP, SERVER, batch, connection_body("Approved", "by SDK")).result()
    state = operations.get(GROUP, SERVER, batch).private_link_service_connection_state
    check("an approval is polled to its end", (state.status, state.description) == ("Approved", "by SDK"))
    operations.begin_update(GROUP, SERVER, batch, connection_body("Rejected", "no")).result()
    try:
        operations.begin_update(GROUP, SERVER, batch, connection_body("Approved", "again")).result()
        check("approving a rejected connection fails", False, "it went through")
    except HttpResponseError as error:
        check("approving a rejected connection fails", error.error.code == "InternalServerError", error)
    operations.begin_delete(GROUP, SERVER, batch).result()
    try:
        operations.get(GROUP, SERVER, batch)
        check("a deleted connection is not found", False, "it is there")
    except ResourceNotFoundError:
        check("a deleted connection is not found", True)


def link_resources(client):
    found = list(client.private_link_resources.list_by_server(GROUP, SERVER))
    one = client.private_link_resources.get(GROUP, SERVER, found[0].name)
    zones = one.required_zone_names
    check("what can be linked has its zone", zones == ["privatelink.postgres.database.azure.com"], zones)


def endpoints(client):
    found = {endpoint.name: endpoint for endpoint in client.private_endpoints.list_by_subscription()}
    check("endpoints are listed", set(found) == {"pe-web", "pe-batch"}, set(found))
    side = found["pe-batch"].manual_private_link_service_connections[0]
    state = side.private_link_service_connection_state.status
    check("the endpoint of the deleted connection is disconnected", state == "Disconnected", state)
    client.private_endpoints.begin_delete("rg-apps", "pe-batch").result()
    left = [endpoint.name for endpoint in client.private_endpoints.list("rg-apps")]
    check("an endpoint is deleted", left == ["pe-web"], left)


postgresql, network = clients()
servers(postgresql)
connections(postgresql)
link_resources(postgresql)
endpoints(network)
sys.exit(1 if failures else 0)
