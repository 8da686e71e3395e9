"""Sessions and statements of DLI v2.0, signed by the official SDK, which has no calls for them.

Prints what was seen as one line of JSON for each flow; dli-python-sdk.test.ts judges the lines.
Usage: python sessions.py URL ACCESS_KEY SECRET_KEY PROJECT_ID
"""

import json
import sys
import time
from urllib.parse import urlsplit

import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

DEADLINE_SECONDS = 60
ENDLESS_SQL = "SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3"


class Sessions:
    """Signed calls below /v2.0/{project_id}/sessions."""

    def __init__(self, url, access_key, secret_key, project_id):
        self.url = urlsplit(url)
        self.signer = Signer(BasicCredentials(access_key, secret_key, project_id))
        self.root = f"/v2.0/{project_id}/sessions"

    def call(self, method, path="", body=None, query=()):
        request = self.signer.sign(
            SdkRequest(
                method=method,
                schema=self.url.scheme,
                host=self.url.netloc,
                resource_path=self.root + path,
                query_params=list(query),
                header_params={"Content-Type": "application/json"},
                body="" if body is None else json.dumps(body),
            )
        )
        answer = requests.request(
            method, request.url, data=request.body, headers=request.header_params, timeout=60
        )
        return {"http": answer.status_code, "body": answer.json()}

    def wait(self, path, *wanted):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            seen = self.call("GET", path)
            if seen["body"].get("state") in wanted:
                return seen
            time.sleep(0.02)
        raise TimeoutError(f"{path} did not get to {wanted} in {DEADLINE_SECONDS} s")


def main(*place):
    sessions = Sessions(*place)
    created = sessions.call("POST", body={"kind": "sql", "queue": "default", "name": "signed 会话"})
    session = f"/{created['body']['id']}"
    statements = f"{session}/statements"
    tell("created", created)
    tell("open", sessions.wait(f"{session}/state", "idle"))

    def submit(code):
        return sessions.call("POST", statements, {"code": code})

    submit("CREATE TEMP TABLE kept AS SELECT 41 AS i, '航班' AS s")
    read = submit("SELECT i + 1 AS i, s FROM kept")
    tell("read", sessions.wait(f"{statements}/{read['body']['id']}", "available", "error"))
    endless = f"{statements}/{submit(ENDLESS_SQL)['body']['id']}"
    sessions.wait(endless, "running")
    tell("listed", sessions.call("GET", statements, query=[("from", 1), ("size", 1)]))
    tell("cancelled", sessions.call("POST", f"{endless}/cancel"))
    tell("cancelled_again", sessions.call("POST", f"{endless}/cancel"))
    tell("after_cancel", sessions.call("GET", endless))
    tell("session_after_cancel", sessions.call("GET", session))
    tell("deleted", sessions.call("DELETE", session))
    tell("late", submit("SELECT 1"))
    tell("wrong_secret_session", Sessions(place[0], place[1], "not-the-secret", place[3]).call("GET"))


def tell(flow, seen):
    print(json.dumps({"flow": flow, "seen": seen}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
