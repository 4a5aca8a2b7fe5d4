"""Drives the simulator with Azure CLI, unchanged, and checks what it prints and how it exits.

Usage: azure_cli.py AZ READY, where READY is the file with the simulator's first line and AZ the
command. The configuration folder is AZURE_CONFIG_DIR, made by the caller.
"""

import json
import os
import subprocess
import sys
import tempfile

AZ, READY = sys.argv[1:]
ready = json.load(open(READY, encoding="utf-8"))
SUBSCRIPTION = "/subscriptions/" + ready["subscription_id"]
SERVER_TYPE = "Microsoft.DBforPostgreSQL/flexibleServers"
SERVER = f"{SUBSCRIPTION}/resourceGroups/rg-data/providers/{SERVER_TYPE}/pg-orders"
SUBNET = (
    f"{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network"
    "/virtualNetworks/vnet/subnets/endpoints"
)
failures = 0


def az(*arguments, config=None):
    """Runs az and returns its exit code, its JSON (or None) and its messages."""
    environment = dict(os.environ)
    if config:
        environment["AZURE_CONFIG_DIR"] = config
    done = subprocess.run(
        [AZ, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    output = json.loads(done.stdout) if done.stdout.strip() else None
    return done.returncode, output, done.stderr


def check(promise, holds, detail=""):
    """Prints one line, and remembers what does not hold."""
    global failures
    if not holds:
        failures += 1
    print(f"  {'ok' if holds else 'NOT ok'}  {promise}{'' if holds else f': {detail}'}", flush=True)


def works(promise, *arguments):
    """Checks that az exits with 0, and returns its JSON."""
    code, output, messages = az(*arguments)
    check(promise, code == 0, f"exit {code}: {messages.strip()[-400:]}")
    return output


def fails(promise, text, code, *arguments):
    """Checks that az exits with the code and says the text."""
    found, _, messages = az(*arguments)
    check(promise, found == code and text in messages, f"exit {found}: {messages.strip()[-400:]}")


def network(verb, connection, *more):
    """Arguments of `az network private-endpoint-connection`."""
    place = ["-g", "rg-data", "--resource-name", "pg-orders", "--type", SERVER_TYPE]
    return ["network", "private-endpoint-connection", verb, *place, "-n", connection, *more]


def postgres(verb, connection, *more):
    """Arguments of `az postgres flexible-server private-endpoint-connection`."""
    command = ["postgres", "flexible-server", "private-endpoint-connection", verb]
    return [*command, "-g", "rg-data", "-s", "pg-orders", "-n", connection, *more]


def status(connection):
    """The connection's status as the service side shows it."""
    state = connection["properties"]["privateLinkServiceConnectionState"]
    return state["status"]


def sign_in():
    endpoint = ready["endpoint"]
    works("a cloud is registered from its endpoint alone", "cloud", "register", "-n", "Simulator",
          "--endpoint-resource-manager", endpoint)
    works("the cloud is chosen", "cloud", "set", "-n", "Simulator")
    login = ["login", "--service-principal", "-u", ready["client_id"], "--tenant", ready["tenant_id"]]
    fails("a wrong secret gets Entra's words", "AADSTS7000215", 1, *login, "-p", "wrong")
    accounts = works("a service principal signs in", *login, "-p", ready["client_secret"])
    check("the subscription is found", accounts and accounts[0]["id"] == ready["subscription_id"])


def service_side():
    found = works("connections are listed", "network", "private-endpoint-connection", "list",
                  "-g", "rg-data", "-n", "pg-orders", "--type", SERVER_TYPE)
    names = {connection["name"].split(".")[0]: connection["name"] for connection in found or []}
    batch, web = names["pe-batch"], names["pe-web"]
    shown = works("a connection is shown", *network("show", batch))
    check("it is pending", shown and status(shown) == "Pending", shown)
    shown = works("it is approved", *network("approve", batch, "--description", "ok"))
    check("az waits until it is approved", shown and status(shown) == "Approved", shown)
    shown = works("it is rejected", *network("reject", batch, "--description", "no"))
    check("az waits until it is rejected", shown and status(shown) == "Rejected", shown)
    fails("approving a rejected one fails in az postgres", "(InternalServerError)", 1,
          *postgres("approve", batch, "--description", "again"))
    fails("approving a rejected one ends in a warning in az network", "WARNING", 0,
          *network("approve", batch, "--description", "again"))
    fails("an unknown one is not found in az network", "ResourceNotFound", 3,
          *network("show", "nobody"))
    fails("an unknown one is not found in az postgres", "(ResourceNotFound)", 3,
          *postgres("show", "nobody"))
    works("az postgres lists them", "postgres", "flexible-server", "private-endpoint-connection",
          "list", "-g", "rg-data", "-s", "pg-orders")
    works("az postgres deletes one", *postgres("delete", batch))
    groups = works("what can be linked is listed", "network", "private-link-resource", "list",
                   "-g", "rg-data", "-n", "pg-orders", "--type", SERVER_TYPE)
    check("it is the server", groups and groups[0]["name"] == "postgresqlServer", groups)
    return web


def endpoint_side():
    endpoint = ["-g", "rg-apps", "-n"]
    found = works("endpoints are listed", "network", "private-endpoint", "list")
    check("both are there", found and len(found) == 2, found)
    shown = works("an endpoint is shown", "network", "private-endpoint", "show", *endpoint, "pe-batch")
    side = shown["manualPrivateLinkServiceConnections"][0]["privateLinkServiceConnectionState"]
    check("it is disconnected after the delete", side["status"] == "Disconnected", side)
    made = works("an endpoint is made", "network", "private-endpoint", "create", *endpoint, "pe-new",
                 "-l", "canadacentral", "--subnet", SUBNET, "--group-id", "postgresqlServer",
                 "--private-connection-resource-id", SERVER, "--connection-name", "new",
                 "--manual-request", "true", "--request-message", "please")
    check("it is made to its end", made and made["provisioningState"] == "Succeeded", made)
    works("an endpoint is deleted", "network", "private-endpoint", "delete", *endpoint, "pe-new")


def server(web):
    place = ["-g", "rg-data", "-n", "pg-orders"]
    command = ["postgres", "flexible-server"]
    shown = works("the server is shown", *command, "show", *place)
    check("it is ready", shown and shown["state"] == "Ready", shown)
    works("servers are listed", *command, "list")
    works("it is stopped", *command, "stop", *place)
    fails("a stopped server takes no delete", "ServerStoppedError", 1, *network("delete", web, "--yes"))
    works("it is started", *command, "start", *place)
    fails("an unknown server is not found", "(ResourceNotFound)", 3,
          *command, "show", "-g", "rg-data", "-n", "nobody")
    shown = works("az rest reads it", "rest", "--url", f"{SERVER}?api-version=2025-08-01")
    check("az rest finds it ready", shown and shown["properties"]["state"] == "Ready", shown)


def locks(web):
    lock = ["-n", "keep", "-g", "rg-data"]
    works("a lock is made", "lock", "create", *lock, "-t", "CanNotDelete", "--notes", "ask first")
    found = works("locks are listed", "lock", "list")
    check("the lock is among them", found and found[0]["level"] == "CanNotDelete", found)
    fails("the lock forbids the delete in az postgres", "(ScopeLocked)", 1, *postgres("delete", web))
    fails("the lock forbids the delete in az network", "ScopeLocked", 1, *network("delete", web, "--yes"))
    works("the lock is deleted", "lock", "delete", *lock)
    works("the delete goes through", *network("delete", web, "--yes"))


sign_in()
connection = service_side()
endpoint_side()
server(connection)
locks(connection)
sys.exit(1 if failures else 0)
