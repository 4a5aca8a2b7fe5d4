"""Drives the simulator with Azure CLI, unchanged, and checks what it prints and how it exits.

Usage: azure_cli.py READY AZ, where READY is the file with the simulator's first line and AZ the
command. The configuration folder is AZURE_CONFIG_DIR, made by the caller.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from session import GROUP, SERVER, check, end, missing, ready

AZ = sys.argv[2]
# Seconds; az itself looks for 200 seconds after an approval.
TIMEOUT = 400
SUBSCRIPTION = "/subscriptions/" + ready["subscription_id"]
SERVER_TYPE = "Microsoft.DBforPostgreSQL/flexibleServers"
SERVER_ID = f"{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/{SERVER_TYPE}/{SERVER}"
ON_SERVER = ["-g", GROUP, "--resource-name", SERVER, "--type", SERVER_TYPE]
CONNECTION = [
    "id", "name", "type", "properties.privateEndpoint.id", "properties.groupIds.0",
    "properties.provisioningState", "properties.privateLinkServiceConnectionState.status",
    "properties.privateLinkServiceConnectionState.actionsRequired",
]
ENDPOINT = [
    "id", "name", "type", "etag", "location", "provisioningState", "subnet.id",
    "networkInterfaces.0.id", "customDnsConfigs", "resourceGroup",
]


def az(*arguments):
    """Runs az and returns its exit code, its JSON (or None) and its messages."""
    done = subprocess.run(
        [AZ, *arguments], capture_output=True, text=True, check=False, timeout=TIMEOUT
    )
    output = json.loads(done.stdout) if done.stdout.strip() else None
    return done.returncode, output, done.stderr


def works(promise, *arguments, prints=()):
    """Checks that az exits with 0 and that its JSON has the paths, and returns the JSON.

    What comes later builds on it, so the session ends where it does not work.
    """
    code, output, messages = az(*arguments)
    check(promise, code == 0, f"exit {code}: {messages.strip()[-400:]}")
    if code != 0:
        end()
    if code == 0 and prints:
        lacks = missing(output, *prints)
        check(f"… and printed with {len(prints)} fields", not lacks, f"no {lacks} in {output}")
    return output


def quiet(promise, *arguments):
    """Checks that az exits with 0 and prints nothing, as it does where Azure has no body."""
    code, output, messages = az(*arguments)
    check(promise, code == 0 and output is None, f"exit {code}: {output} {messages.strip()[-400:]}")


def fails(promise, text, code, *arguments):
    """Checks that az prints no JSON, exits with the code and says the text."""
    found, output, messages = az(*arguments)
    holds = found == code and output is None and text in messages
    check(promise, holds, f"exit {found}: {messages.strip()[-400:]}")


def network(verb, connection, *more):
    """Arguments of `az network private-endpoint-connection`."""
    return ["network", "private-endpoint-connection", verb, *ON_SERVER, "-n", connection, *more]


def postgres(verb, connection, *more):
    """Arguments of `az postgres flexible-server private-endpoint-connection`."""
    command = ["postgres", "flexible-server", "private-endpoint-connection", verb]
    return [*command, "-g", GROUP, "-s", SERVER, "-n", connection, *more]


def status(connection):
    """State and description of a connection, nested (az network) or not (az postgres)."""
    state = connection.get("properties", connection)["privateLinkServiceConnectionState"]
    return state["status"], state.get("description")


def names():
    """Full names of the connections by endpoint."""
    code, found, messages = az("network", "private-endpoint-connection", "list",
                               "-g", GROUP, "-n", SERVER, "--type", SERVER_TYPE)
    assert code == 0, messages
    return {connection["name"].rpartition(".")[0]: connection["name"] for connection in found}


def sign_in():
    works("a cloud is registered from its endpoint alone", "cloud", "register", "-n", "Simulator",
          "--endpoint-resource-manager", ready["endpoint"])
    works("the cloud is chosen", "cloud", "set", "-n", "Simulator")
    shown = works("the cloud has the simulator's authority", "cloud", "show")
    authority = shown["endpoints"]["activeDirectory"] if shown else ""
    check("… of the same endpoint", authority.startswith(ready["endpoint"]), authority)
    login = ["login", "--service-principal", "-u", ready["client_id"], "--tenant", ready["tenant_id"]]
    fails("a wrong secret gets Entra's words", "AADSTS7000215", 1, *login, "-p", "wrong")
    accounts = works("a service principal signs in", *login, "-p", ready["client_secret"],
                     prints=["0.id", "0.name", "0.tenantId", "0.state", "0.user.name"])
    check("the subscription is found", accounts and accounts[0]["id"] == ready["subscription_id"])


def endpoint_side():
    """Makes an endpoint by names and one by ids, and removes the first again."""
    command = ["network", "private-endpoint"]
    place = ["-g", "rg-apps", "-n"]
    found = works("endpoints are listed", *command, "list", prints=[f"0.{path}" for path in ENDPOINT])
    check("both are there", found and len(found) == 2, found)
    works("an endpoint is shown", *command, "show", *place, "pe-batch", prints=[
        *ENDPOINT, "manualPrivateLinkServiceConnections.0.privateLinkServiceConnectionState.status",
    ])
    request = ["--group-id", "postgresqlServer", "--private-connection-resource-id", SERVER_ID,
               "--connection-name", "mine", "--manual-request", "true", "-l", "canadacentral"]
    subnet = f"{SUBSCRIPTION}/resourceGroups/rg-apps/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"
    made = works("an endpoint is made in a network given by name", *command, "create", *place, "pe-new",
                 "--vnet-name", "vnet", "--subnet", "endpoints", *request,
                 "--request-message", "please", prints=ENDPOINT)
    check("az turns the names into the subnet's id", made and made["subnet"]["id"] == subnet, made)
    check("it is made to its end", made and made["provisioningState"] == "Succeeded", made)
    works("an endpoint is made in a subnet given by id", *command, "create", *place, "pe-spare",
          "--subnet", subnet, *request, prints=ENDPOINT)
    quiet("an endpoint is deleted", *command, "delete", *place, "pe-new")
    fails("a deleted endpoint is not found", "ResourceNotFound", 3, *command, "show", *place, "pe-new")
    check("its connection is gone with it", "pe-new" not in names(), names())


def approve_rejected(spare):
    """Rejects a connection and approves it: an error in az postgres, a late warning in az network.

    az network polls 200 seconds for what never comes, so it runs beside the rest: the future is returned.
    """
    shown = works("az postgres rejects one", *postgres("reject", spare, "--description", "no"))
    check("az postgres waits until it is rejected", status(shown) == ("Rejected", "no"), shown)
    fails("approving a rejected one fails in az postgres", "(InternalServerError)", 1,
          *postgres("approve", spare, "--description", "again"))

    def approve():
        code, shown, messages = az(*network("approve", spare, "--description", "again"))
        holds = code == 0 and "WARNING: Cannot query the state of private endpoint connection" in messages
        check("approving a rejected one ends in a warning in az network", holds, f"exit {code}: {messages}")
        check("and prints the body of the 202", set(shown or {}) == {"operation", "startTime"}, shown)

    return ThreadPoolExecutor().submit(approve)


def service_side(batch):
    found = works("az network lists connections", "network", "private-endpoint-connection", "list",
                  "-g", GROUP, "-n", SERVER, "--type", SERVER_TYPE,
                  prints=[f"0.{path}" for path in CONNECTION])
    check("all three are there", found and len(found) == 3, found)
    shown = works("az network shows one", *network("show", batch), prints=CONNECTION)
    check("it is pending without a description", status(shown) == ("Pending", None), shown)
    shown = works("az network approves", *network("approve", batch, "--description", "ok"), prints=CONNECTION)
    check("az network waits until it is approved", status(shown) == ("Approved", "ok"), shown)
    shown = works("az network rejects", *network("reject", batch, "--description", "no"), prints=CONNECTION)
    check("az network waits until it is rejected", status(shown) == ("Rejected", "no"), shown)
    for said, arguments in [("az network", network("show", "nobody")), ("az postgres", postgres("show", "nobody"))]:
        fails(f"an unknown one is not found in {said}", "ResourceNotFound", 3, *arguments)
    groups = works("what can be linked is listed", "network", "private-link-resource", "list",
                   "-g", GROUP, "-n", SERVER, "--type", SERVER_TYPE, prints=[
                       "0.id", "0.name", "0.type", "0.properties.groupId",
                       "0.properties.requiredMembers.0", "0.properties.requiredZoneNames.0"])
    check("it is the server", groups and groups[0]["name"] == "postgresqlServer", groups)


def through_postgres(web, batch):
    flat = [path.removeprefix("properties.") for path in CONNECTION]
    found = works("az postgres lists connections", "postgres", "flexible-server",
                  "private-endpoint-connection", "list", "-g", GROUP, "-s", SERVER,
                  prints=[f"0.{path}" for path in flat])
    check("all three are there", found and len(found) == 3, found)
    shown = works("az postgres shows one", *postgres("show", web), prints=flat)
    check("it is approved", status(shown)[0] == "Approved", shown)
    shown = works("az postgres approves an approved one", *postgres("approve", web, "--description", "ours"))
    check("which changes its description", status(shown) == ("Approved", "ours"), shown)
    quiet("az postgres deletes one", *postgres("delete", batch))
    shown = works("its endpoint is still there", "network", "private-endpoint", "show", "-g", "rg-apps", "-n", "pe-batch")
    side = shown["manualPrivateLinkServiceConnections"][0]["privateLinkServiceConnectionState"]
    check("and disconnected", side["status"] == "Disconnected", side)


def server(web):
    place = ["-g", GROUP, "-n", SERVER]
    command = ["postgres", "flexible-server"]
    fields = ["id", "name", "type", "location", "state", "version", "sku.name", "fullyQualifiedDomainName",
              "network.publicNetworkAccess", "storage.storageSizeGb", "backup.backupRetentionDays",
              "systemData.createdAt", "administratorLogin", "highAvailability.mode", "maintenanceWindow.customWindow"]
    shown = works("the server is shown", *command, "show", *place, prints=fields)
    check("it is ready", shown and shown["state"] == "Ready", shown)
    works("servers are listed", *command, "list", prints=[f"0.{path}" for path in fields])
    works("it is stopped", *command, "stop", *place)
    shown = works("az rest reads it", "rest", "--url", f"{SERVER_ID}?api-version=2025-08-01",
                  prints=["properties.state", "properties.privateEndpointConnections.0.id", "sku.tier"])
    check("az rest finds it stopped", shown and shown["properties"]["state"] == "Stopped", shown)
    fails("a stopped server takes no delete in az network", "ServerStoppedError", 1, *network("delete", web, "--yes"))
    fails("a stopped server takes no delete in az postgres", "ServerStoppedError", 1, *postgres("delete", web))
    works("it is started", *command, "start", *place)
    fails("an unknown server is not found", "(ResourceNotFound)", 3, *command, "show", "-g", GROUP, "-n", "nobody")
    fails("az rest shows an error as Azure sent it", "ResourceNotFound", 1,
          "rest", "--url", f"{SERVER_ID}x?api-version=2025-08-01")


def locks(web):
    scopes = {
        "a resource group": ["-g", GROUP],
        "the server": ["-g", GROUP, "--resource-name", SERVER, "--resource-type", SERVER_TYPE],
        "a connection": ["-g", GROUP, "--namespace", "Microsoft.DBforPostgreSQL", "--parent",
                         f"flexibleServers/{SERVER}", "--resource-type", "privateEndpointConnections",
                         "--resource-name", web],
    }
    for scope, place in scopes.items():
        lock = works(f"a lock is made on {scope}", "lock", "create", "-n", "keep", *place, "-t", "CanNotDelete",
                     "--notes", "ask first", prints=["id", "name", "type", "level", "notes"])
        found = works("it is listed there", "lock", "list", *place)
        check("with its level", [lock["level"] for lock in found or []] == ["CanNotDelete"], found)
        fails("it forbids the delete in az postgres", "(ScopeLocked)", 1, *postgres("delete", web))
        if scope == "a resource group":
            fails("it forbids the delete in az network", "ScopeLocked", 1, *network("delete", web, "--yes"))
        works("the lock is deleted", "lock", "delete", "--ids", lock["id"])
    check("no lock is left", az("lock", "list")[1] == [])
    works("the delete goes through", *network("delete", web, "--yes"))


sign_in()
endpoint_side()
all_names = names()
late = approve_rejected(all_names["pe-spare"])
service_side(all_names["pe-batch"])
through_postgres(all_names["pe-web"], all_names["pe-batch"])
server(all_names["pe-web"])
locks(all_names["pe-web"])
late.result()
shown = works("the rejected one stays rejected", *network("show", all_names["pe-spare"]))
check("with the first description", status(shown) == ("Rejected", "no"), shown)
end()
