"""Drives the simulator with Azure's SDK for Python and its own pollers.

Usage: azure_sdk.py READY [EXAMPLE...], where READY is the file with the simulator's first line and
each EXAMPLE a file of the OpenAPI definitions: every field of its answer must come out of the
SDK's model of the simulator's answer. Beside the small scenario there is a server in a virtual network. The api-version of the PostgreSQL client is pinned to the one
whose definitions the traffic is judged by.
"""

import json
import sys

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

from session import GROUP, SERVER, check, end, ready

INSIDE = "pg-inside"
# Fields of the examples that belong to what no simulated server has, by the beginning of their path.
OTHER_FEATURES = (
    "identity", "tags", "nextLink", "properties.dataEncryption.primary", "properties.dataEncryption.geoBackup",
    "properties.authConfig.tenantId", "properties.highAvailability.standby", "properties.storage.throughput",
    "properties.cluster", "properties.sourceServerResourceId",
    "properties.replica.promote", "properties.replica.replicationState",
)


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


def reads(client):
    """The SDK's models of the simulator's answers, by operation."""
    connections, resources = client.private_endpoint_connections, client.private_link_resources
    web = next(found.name for found in connections.list_by_server(GROUP, SERVER) if found.name.startswith("pe-web."))
    group = next(found.name for found in resources.list_by_server(GROUP, SERVER))

    def listed(found):
        return {"value": [model.as_dict() for model in found]}

    return {
        "Servers_Get": [client.servers.get(GROUP, name).as_dict() for name in (SERVER, INSIDE)],
        "Servers_ListByResourceGroup": listed(client.servers.list_by_resource_group(GROUP)),
        "Servers_ListBySubscription": listed(client.servers.list_by_subscription()),
        "PrivateEndpointConnections_Get": connections.get(GROUP, SERVER, web).as_dict(),
        "PrivateEndpointConnections_ListByServer": listed(connections.list_by_server(GROUP, SERVER)),
        "PrivateLinkResources_Get": resources.get(GROUP, SERVER, group).as_dict(),
        "PrivateLinkResources_ListByServer": listed(resources.list_by_server(GROUP, SERVER)),
    }


def fields(value, path=()):
    """Paths of all values in JSON; members of a list are told apart by no index."""
    if isinstance(value, dict):
        return {field for name, member in value.items() for field in fields(member, (*path, name))}
    if isinstance(value, list):
        return {field for member in value for field in fields(member, (*path, "*"))}
    return {path}


def examples(client, files):
    """Compares the fields of the examples with those of the models."""
    found = reads(client)
    shown = {operation: fields(answer) for operation, answer in found.items()}
    # Some examples show a server in a virtual network, whose fields no other has.
    shown["Servers_Get"] = {path[1:] for path in shown["Servers_Get"]}
    compared = set()
    for name in files:
        with open(name, encoding="utf-8") as file:
            example = json.load(file)
        operation = example.get("operationId")
        body = example["responses"].get("200", {}).get("body")
        if operation not in shown or body is None:
            continue
        compared.add(operation)
        wanted = {path for path in fields(body) if not of_other_feature(path)}
        lacks = sorted(".".join(path) for path in wanted - shown[operation])
        check(f"{operation} has the {len(wanted)} fields of {example['title']!r}", not lacks, f"no {lacks}")
    if files:
        needed = {"Servers_Get", "PrivateEndpointConnections_Get", "PrivateEndpointConnections_ListByServer",
                  "PrivateLinkResources_Get", "PrivateLinkResources_ListByServer"}
        check("each kind of answer was compared with an example", needed <= compared, needed - compared)


def of_other_feature(path):
    """Whether a field says something of a feature that the simulated servers do not have."""
    within = path[2:] if path[:2] == ("value", "*") else path
    return ".".join(within).startswith(OTHER_FEATURES)


def servers(client):
    check("servers of the group are listed", len(list(client.servers.list_by_resource_group(GROUP))) == 2)
    check("servers of the subscription are listed", len(list(client.servers.list_by_subscription())) == 2)
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
    operations.begin_update(GROUP, SERVER, batch, connection_body("Approved", "by SDK")).result()
    state = operations.get(GROUP, SERVER, batch).private_link_service_connection_state
    check("an approval is polled to its end", (state.status, state.description) == ("Approved", "by SDK"))
    operations.begin_update(GROUP, SERVER, batch, connection_body("Rejected", "no")).result()
    state = operations.get(GROUP, SERVER, batch).private_link_service_connection_state
    check("a rejection is polled to its end", (state.status, state.description) == ("Rejected", "no"))
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
examples(postgresql, sys.argv[2:])
servers(postgresql)
connections(postgresql)
endpoints(network)
end()
