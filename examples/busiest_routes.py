"""The busiest routes from an airport, asked of the lake by a batch.

sluice batches submit obs://lake/busiest_routes.py -- ORD
"""

import json
import os
import sys
import urllib.request


def main(airport):
    job = call(
        "/jobs",
        {
            "sql": "SELECT destination, count(*) AS flights FROM samples.flights "
            f"WHERE origin = '{airport}' GROUP BY destination ORDER BY flights DESC LIMIT 3"
        },
    )
    call(f"/jobs/{job['id']}/wait?timeout_ms=60000")
    for destination, flights in call(f"/jobs/{job['id']}/result")["rows"]:
        print(airport, "to", destination, flights)


def call(path, body=None):
    """Asks the gateway that runs this batch, in the name of whoever submitted it."""
    request = urllib.request.Request(
        os.environ["SLUICE_URL"] + "/api/v1" + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "authorization": "Bearer " + os.environ["SLUICE_TOKEN"],
            "content-type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ORD")
