"""What the sessions share: the simulator's address, and checks that are printed and counted."""

import json
import sys
import threading

with open(sys.argv[1], encoding="utf-8") as file:
    ready = json.load(file)
GROUP, SERVER = "rg-data", "pg-orders"
_failed = []
_printing = threading.Lock()


def check(promise, holds, detail=""):
    """Prints one line, and remembers what does not hold."""
    with _printing:
        if not holds:
            _failed.append(promise)
        print(f"  {'ok' if holds else 'NOT ok'}  {promise}{'' if holds else f': {detail}'}", flush=True)


def end():
    """Ends the session, with 1 when a check has failed."""
    sys.exit(1 if _failed else 0)


def missing(value, *paths):
    """The paths, such as `properties.state` or `0.id`, at which a JSON value has nothing."""
    return [path for path in paths if _at(value, path) is None]


def _at(value, path):
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value
