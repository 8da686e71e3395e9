"""Every operation of the official SDK that no other program here uses, on real data.

Prints what was seen as one line of JSON for each flow; dli-python-sdk.test.ts judges the lines.
Usage: python operations.py URL ACCESS_KEY SECRET_KEY PROJECT_ID; reads the API key from CREDENTIAL_API_KEY.
"""

import json
import os
import re
import sys
import time
import urllib.request

import huaweicloudsdkdli.v1 as sdk
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException

DEADLINE_SECONDS = 60
OPERATIONS = [
    name[1 : -len("_http_info")]
    for name in vars(sdk.DliClient)
    if name.startswith("_") and name.endswith("_http_info")
]
called = set()


def main(url, access_key, secret_key, project_id):
    credentials = BasicCredentials(access_key, secret_key, project_id)
    client = sdk.DliClient.new_builder().with_credentials(credentials).with_endpoint(url).build()
    put(url, "in/orders.csv", b"id,name\n1,pear\n2,\xe8\x8b\xb9\xe6\x9e\x9c\n")
    tell("queues", queues(client))
    tell("databases", databases(client))
    tell("transfers", transfers(client))
    tell("tables", tables(client))
    tell("texts", texts(client))
    tell("operations", sorted(called))
    tell("not_supported", not_supported(client))


def tell(flow, seen):
    print(json.dumps({"flow": flow, "seen": seen}, ensure_ascii=False), flush=True)


def put(url, key, content):
    headers = {"authorization": "Bearer " + os.environ["CREDENTIAL_API_KEY"]}
    address = f"{url}/api/v1/files/operations/{key}"
    urllib.request.urlopen(urllib.request.Request(address, content, headers, method="PUT")).close()


def call(client, operation, **fields):
    """The answer of an operation as a plain object, or how it was refused."""
    called.add(operation)
    request = getattr(sdk, camel(operation) + "Request")()
    for name, value in fields.items():
        setattr(request, name, value)
    try:
        return getattr(client, operation)(request).to_dict()
    except ServiceResponseException as refused:
        return {"http": refused.status_code, "code": refused.error_code, "says": refused.error_msg}


def camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


def wait(client, answer):
    until = time.monotonic() + DEADLINE_SECONDS
    while True:
        status = call(client, "show_sql_job_status", job_id=answer["job_id"])
        if status["status"] in ("FINISHED", "FAILED", "CANCELLED") or time.monotonic() > until:
            return {key: status.get(key) for key in ("status", "job_type", "message", "result_count")}
        time.sleep(0.2)


def queues(client):
    return {
        "created": call(client, "create_queue", body={"queue_name": "Ops", "cu_count": 16}),
        "listed": [queue["queue_name"] for queue in call(client, "list_queues")["queues"]],
        "scaled": call(
            client,
            "run_queue_action",
            queue_name="ops",
            body={"action": "scale_out", "cu_count": 16},
        ),
        "shown": call(client, "show_queue", queue_name="ops"),
        "deleted": call(client, "delete_queue", queue_name="ops"),
        "gone": call(client, "show_queue", queue_name="ops"),
    }


def databases(client):
    return {
        "created": call(client, "create_database", body={"database_name": "ops"}),
        "again": call(client, "create_database", body={"database_name": "ops"}),
        "listed": call(client, "list_databases", keyword="op"),
    }


def transfers(client):
    columns = [{"column_name": "id", "type": "int"}, {"column_name": "name", "type": "string"}]
    table = {"table_name": "orders", "data_location": "DLI", "columns": columns}
    place = {"database_name": "ops", "table_name": "orders", "data_type": "csv"}
    created = call(client, "create_table", database_name="ops", body=table)
    imported = call(
        client,
        "import_table",
        body={**place, "data_path": "obs://operations/in", "with_column_header": True},
    )
    seen = {"created": created, "imported": wait(client, imported)}
    exported = call(
        client,
        "export_table",
        body={**place, "data_path": "obs://operations/out", "compress": "gzip"},
    )
    query = call(
        client, "create_sql_job", body={"sql": "SELECT name FROM ops.orders ORDER BY id"}
    )
    seen["exported"] = wait(client, exported)
    seen["queried"] = wait(client, query)
    result = call(
        client,
        "export_sql_job_result",
        job_id=query["job_id"],
        body={"data_path": "obs://operations/result", "data_type": "json"},
    )
    seen["result"] = wait(client, result)
    seen["detail"] = call(client, "show_sql_job_detail", job_id=exported["job_id"])
    return seen


def tables(client):
    here = {"database_name": "ops", "table_name": "orders"}
    return {
        "listed": call(client, "list_tables", database_name="ops", with_detail=True),
        "shown": call(client, "show_table", **here),
        "previewed": call(client, "preview_table", **here),
        "deleted": call(client, "delete_table", **here),
        "database_deleted": call(client, "delete_database", database_name="ops", cascade=True),
    }


def texts(client):
    template = {"sql": "SELECT 1", "sql_name": "one", "description": "", "group": ""}
    made = call(client, "create_sql_job_template", body=template)
    seen = {
        "template": made,
        "changed": call(
            client, "update_sql_job_template", sql_id=made["sql_id"], body={"sql": "SELECT 2"}
        ),
        "templates": call(client, "list_sql_job_templates"),
        "deleted": call(
            client, "batch_delete_sql_job_templates", body={"sql_ids": [made["sql_id"]]}
        ),
    }
    variable = {"var_name": "fruit", "var_value": "'pear'"}
    seen["variable"] = call(client, "create_global_variable", body=variable)
    seen["updated"] = call(
        client, "update_global_variable", var_name="fruit", body={"var_value": "'apple'"}
    )
    seen["variables"] = call(client, "list_global_variables")
    job = call(client, "create_sql_job", body={"sql": "SELECT {{fruit}} AS fruit"})
    wait(client, job)
    seen["used"] = call(client, "preview_sql_job_result", job_id=job["job_id"])
    seen["variable_deleted"] = call(client, "delete_global_variable", var_name="fruit")
    return seen


def not_supported(client):
    """What every operation answers that has no flow in this directory."""
    used = called | {name for name in OPERATIONS if name in programs()}
    seen = {}
    for operation in OPERATIONS:
        if operation in used:
            continue
        request = getattr(sdk, camel(operation) + "Request")
        fields = {
            name: {} if name == "body" else 1 if kind == "int" else "none"
            for name, kind in request.openapi_types.items()
            if name == "body" or re.search(r"(_id|_name|_type)$", name)
        }
        answer = call(client, operation, **fields)
        seen[operation] = f"{answer.get('http')} {answer.get('code')}"
    return seen


def programs():
    """The text of all programs, which name the operations that they use."""
    here = os.path.dirname(os.path.abspath(__file__))
    names = [name for name in os.listdir(here) if name.endswith(".py")]
    return set(re.findall(r"\w+", "".join(open(os.path.join(here, name)).read() for name in names)))


if __name__ == "__main__":
    main(*sys.argv[1:])
