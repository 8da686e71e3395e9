"""The official SDKs of AI DataLake's Aura (sessions of SQL, v2) and of DataArts Fabric (workspaces, v1), on real data.

Prints what was seen as one line of JSON for each flow; fabric-python-sdk.test.ts judges the lines.
Usage: python fabric.py URL ACCESS_KEY SECRET_KEY PROJECT_ID
"""

import ast
import json
import sys
import time
from datetime import datetime, timezone

import huaweicloudsdkaidatalakejobserver.v2 as aura
import huaweicloudsdkdataartsfabric.v1 as fabric
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException

DEADLINE_SECONDS = 60
ENDLESS_SQL = "SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3"
LIVE = (1, 3)


class Caller:
    """Calls the operations of one SDK in one workspace."""

    def __init__(self, sdk, client, url, access_key, secret_key, project_id):
        self.sdk = sdk
        self.called = set()
        credentials = BasicCredentials(access_key, secret_key, project_id)
        self.client = client.new_builder().with_credentials(credentials).with_endpoint(url).build()
        self.workspace_id = project_id

    def call(self, operation, **fields):
        """The answer of an operation as a plain object, or how it was refused."""
        self.called.add(operation)
        request = getattr(self.sdk, camel(operation) + "Request")()
        for name, value in {"workspace_id": self.workspace_id, **fields}.items():
            if name in request.openapi_types:
                setattr(request, name, value)
        try:
            return getattr(self.client, operation)(request).to_dict()
        except ServiceResponseException as refused:
            return {
                "http": refused.status_code,
                "code": refused.error_code,
                "says": refused.error_msg,
                "has_request_id": bool(refused.request_id),
            }

    def others(self):
        """What the operations answer that were not called."""
        names = [name[1 : -len("_http_info")] for name in vars(type(self.client))]
        seen = {}
        for operation in [name for name in names if hasattr(self.client, f"_{name}_http_info")]:
            if operation in self.called:
                continue
            types = getattr(self.sdk, camel(operation) + "Request").openapi_types
            fields = {name: {} if name == "body" else "none" for name in types if name != "workspace_id"}
            answer = self.call(operation, **fields)
            seen[operation] = f"{answer.get('http')} {answer.get('code')}"
        return seen


class Sessions(Caller):
    """Sessions of SQL and their statements."""

    def __init__(self, *place):
        super().__init__(aura, aura.AIDataLakeJobServerClient, *place)

    def create(self, **more):
        body = {"endpoint_name": "default", "catalog_context": {"catalog_name": "hive"}, **more}
        return self.call("create_aura_sql_session", body=body)

    def execute(self, session_id, statement, **more):
        body = {"session_id": session_id, "statement": statement, **more}
        return content(self.call("execute_aura_sql_statement", body=body))

    def show(self, session_id, statement_id, **query):
        place = {"session_id": session_id, "statement_id": statement_id}
        return content(self.call("show_aura_sql_statement_result", **place, **query))

    def cancel(self, session_id, statement_id):
        place = {"session_id": session_id, "statement_id": statement_id}
        return self.call("cancel_aura_sql_statement", **place)

    def wait(self, session_id, statement_id, *passing):
        return until(
            lambda: self.show(session_id, statement_id), lambda seen: seen["status"] not in passing
        )

    def records(self, **query):
        return self.call("list_aura_statement_records", **query)

    def session_records(self, session_id, **query):
        return self.call("list_aura_session_statement_records", session_id=session_id, **query)

    def listed(self, **query):
        return self.call("list_aura_sql_sessions", **query)


def main(url, access_key, secret_key, project_id):
    place = (url, access_key, secret_key, project_id)
    workspaces = Caller(fabric, fabric.DataArtsFabricClient, *place)
    sessions = Sessions(*place)
    tell("workspaces", workspace_flow(workspaces))
    tell("sessions", session_flow(sessions))
    tell("statements", statement_flow(sessions))
    tell("records", record_flow(sessions))
    tell("cancel", cancel_flow(sessions))
    tell("close", close_flow(sessions))
    tell("wrong_secret", Sessions(url, access_key, "not-the-secret", project_id).create())
    tell("others", {"aura": sessions.others(), "fabric": workspaces.others()})


def workspace_flow(workspaces):
    listed = workspaces.call("list_workspaces")
    endpoints = workspaces.call("list_endpoints", type="sql")
    endpoint_id = endpoints["endpoints"][0]["id"]
    return {
        "listed": listed,
        "none": workspaces.call("list_workspaces", name="elsewhere"),
        "endpoints": endpoints,
        "endpoint": workspaces.call("show_endpoint", endpoint_id=endpoint_id),
        "created": workspaces.call("create_workspace", body={"name": "mine"}),
    }


def session_flow(sessions):
    created = sessions.create()
    queued = sessions.create(wait_timeout=300)
    return {
        "created": created,
        "queued": queued,
        "opened": until(
            lambda: sessions.call("show_aura_sql_session", session_id=queued["session_id"]),
            lambda seen: seen["status"] not in ("WAITING", "CREATING"),
        ),
        "listed": sessions.listed(endpoint_name="default", status="RUNNING"),
        "by_id": sessions.listed(session_id=created["session_id"]),
        "of_other_endpoint": sessions.listed(endpoint_id="elsewhere"),
        "of_no_endpoint": sessions.create(endpoint_name="elsewhere"),
        "bad": sessions.create(wait_timeout=1),
    }


def statement_flow(sessions):
    session_id = sessions.create()["session_id"]
    made = "CREATE TEMP TABLE kept AS SELECT 41 AS i, '航班' AS s"
    asked = sessions.execute(session_id, f"{made}; SELECT i + 1 AS i, s, NULL AS n FROM kept")
    long = sessions.execute(session_id, "SELECT i FROM range(2500) t(i)", is_sync=True)
    place = (session_id, long["statement_id"])
    return {
        "asked": asked,
        "ended": sessions.wait(session_id, asked["statement_id"], *LIVE),
        "written": sessions.execute(
            session_id, "INSERT INTO kept VALUES ($1, $2)", bindings=[["1", "a"], ["2", None]], is_sync=True
        ),
        "limited": sessions.execute(session_id, "FROM kept", limit=2, is_sync=True),
        "failed": sessions.execute(session_id, "SELECT 1; SELECT * FROM ships; SELECT 2", is_sync=True),
        "last_page": counted(sessions.show(*place, page_num=3)),
        "past_the_end": counted(sessions.show(*place, page_num=4)),
        "in_bucket": sessions.show(*place, is_enable_obs_path=True),
        "unknown": sessions.show(session_id, "none"),
    }


def record_flow(sessions):
    began = datetime.now(timezone.utc)
    session_id = sessions.create()["session_id"]
    for statement in ("SELECT 1 AS one", "SELECT * FROM ships", "SELECT 3"):
        sessions.execute(session_id, statement, is_sync=True)
    first = sessions.session_records(session_id, limit=2)
    failed = sessions.session_records(session_id, status="FAILED")
    of_session = sessions.records(session_id=session_id)
    newest = of_session["records"][0]
    times = [newest[name] for name in ("create_time", "start_time", "finish_time")]
    return {
        "first": first,
        "second": sessions.session_records(session_id, limit=2, marker=first["next_marker"]),
        "failed": failed,
        "of_workspace": sessions.records(limit=1),
        "of_session": of_session,
        "of_endpoint": sessions.records(endpoint_id=newest["endpoint_id"], limit=1),
        "of_other_endpoint": sessions.records(endpoint_id="elsewhere"),
        "of_other_session": sessions.records(session_id="elsewhere"),
        "from_console": sessions.records(source=1),
        "are_times_true": [began <= time for time in times],
    }


def cancel_flow(sessions):
    session_id = sessions.create()["session_id"]
    statement_id = sessions.execute(session_id, f"{ENDLESS_SQL}; SELECT 1")["statement_id"]
    running = sessions.wait(session_id, statement_id, 3)
    return {
        "running": running,
        "cancelled": sessions.cancel(session_id, statement_id),
        "shown": sessions.show(session_id, statement_id),
        "records": sessions.session_records(session_id, status="CANCELED"),
        "again": sessions.cancel(session_id, statement_id),
        "unknown": sessions.cancel(session_id, "none"),
        "usable": sessions.execute(session_id, "SELECT 1", is_sync=True),
    }


def close_flow(sessions):
    session_id = sessions.create()["session_id"]
    statement_id = sessions.execute(session_id, ENDLESS_SQL)["statement_id"]
    sessions.wait(session_id, statement_id, 3)
    close = {"session_id": session_id}
    return {
        "closed": sessions.call("close_aura_sql_session", **close),
        "shown": sessions.call("show_aura_sql_session", **close),
        "statement": sessions.show(session_id, statement_id),
        "again": sessions.call("close_aura_sql_session", **close),
        "late": sessions.execute(session_id, "SELECT 1"),
        "unknown": sessions.call("close_aura_sql_session", session_id="none"),
    }


def content(answer):
    """The SDK has the body of these answers as the text of a Python object."""
    return ast.literal_eval(answer["body"]) if "body" in answer else answer


def counted(answer):
    [entry] = answer["results"]
    return {**entry, "result_set": len(entry["result_set"]["rows"])}


def until(look, is_enough):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        seen = look()
        if "http" in seen or is_enough(seen):
            return seen
        time.sleep(0.02)
    raise TimeoutError(f"what was waited for did not come in {DEADLINE_SECONDS} s: {seen}")


def camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


def tell(flow, seen):
    print(json.dumps({"flow": flow, "seen": seen}, ensure_ascii=False, default=str), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
