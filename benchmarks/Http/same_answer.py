"""Checks that all contenders answer the same product: names and addresses on standard input, a tab between them.

Differences in how JSON writes numbers, times and order do not count. Prints the bytes of each answer.
"""
import json
import sys
import urllib.request
from datetime import datetime


def normal(value, key=""):
    if isinstance(value, dict):
        return {k: normal(v, k) for k, v in value.items()}
    if key in ("createdAt", "updatedAt"):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


expected = None
for line in sys.stdin:
    name, address = line.rstrip("\n").split("\t")
    request = urllib.request.Request(address)
    if name == "product-br":
        request.add_header("Accept-Encoding", "br")
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
        encoding = answer.headers.get("Content-Encoding", "none")
    print(f"{name:14} {len(body)} bytes, {answer.headers.get('Content-Type')}, encoding {encoding}")
    if name in ("bare", "alive", "pipeline") or encoding != "none":
        continue
    found = normal(json.loads(body))
    if expected is None:
        expected = found
    elif found != expected:
        different = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        sys.exit(f"{name} answers something else: {', '.join(sorted(different))}")
