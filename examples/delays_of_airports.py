"""The delays of one airport after the other, asked of the lake by a batch, again and again until it is stopped.

sluice batches submit obs://lake/delays_of_airports.py
"""

import json
import os
import subprocess
import time
import urllib.request

AIRPORTS = "SELECT DISTINCT origin FROM samples.flights ORDER BY origin"
DELAY = "SELECT count(*), round(avg(delay), 1) FROM samples.flights WHERE origin = '{}'"


def main():
    # A child that leaves its session. It is gone with the batch all the same.
    subprocess.Popen(["sleep", "1000000"], start_new_session=True)
    airports = [airport for (airport,) in ask(AIRPORTS)]
    while True:
        for airport in airports:
            [(flights, delay)] = ask(DELAY.format(airport))
            print(airport, "has", flights, "flights, late by", delay, "minutes", flush=True)
            time.sleep(0.5)


def ask(sql):
    """The rows of a statement, which runs in the name of whoever submitted this batch."""
    job = call("/jobs", {"sql": sql})
    call(f"/jobs/{job['id']}/wait?timeout_ms=60000")
    return call(f"/jobs/{job['id']}/result")["rows"]


def call(path, body=None):
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
    main()
