"""Each batch operation of the official SDK, with real programs.

Prints what was seen as one line of JSON for each flow; dli-python-sdk.test.ts judges the lines.
Usage: python batches.py URL ACCESS_KEY SECRET_KEY PROJECT_ID; reads the API key from CREDENTIAL_API_KEY.
"""

import json
import os
import sys
import time
import urllib.request

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkdli.v1 import (
    CancelSparkJobRequest,
    CreateSparkJobRequest,
    CreateSparkJobRequestBody,
    DeleteJobResourceRequest,
    DliClient,
    JobResource,
    JobResourcesGroup,
    ListJobResourcesRequest,
    ListSparkJobsRequest,
    ShowJobResourceRequest,
    ShowSparkJobLogRequest,
    ShowSparkJobRequest,
    ShowSparkJobStatusRequest,
    UpdateJobResourceOwnerRequest,
    UpdateJobResourceOwnerRequestBody,
    UploadJobResourcesRequest,
    UploadJobResourcesRequestBody,
    UploadPythonFileJobResourcesRequest,
    UploadResourcesRequestBody,
)

ENDED = ("success", "dead")
DEADLINE_SECONDS = 60
NEVER_SUBMITTED = "00000000-0000-4000-8000-000000000000"
COUNTS = b"import sys\nprint('args', *sys.argv[1:])\nfor n in range(3): print('line', n)\n"
SLEEPS = b"import time\nprint('begun', flush=True)\nwhile True: time.sleep(1)\n"
IMPORTS = b"import counts\n"


def main(url, access_key, secret_key, project_id):
    credentials = BasicCredentials(access_key, secret_key, project_id)
    client = DliClient.new_builder().with_credentials(credentials).with_endpoint(url).build()
    put(url, "counts.py", COUNTS)
    put(url, "sleeps.py", SLEEPS)
    put(url, "imports.py", IMPORTS)
    ran = tell("run_batch", run_batch(client))
    tell("cancel_batch", cancel_batch(client))
    tell("list_batches", list_batches(client))
    tell("resources", use_resources(client))
    tell("batch_refused", refused(client, ran["created"]["id"]))


def tell(flow, seen):
    print(json.dumps({"flow": flow, "seen": seen}, ensure_ascii=False), flush=True)
    return seen


def put(url, name, content):
    headers = {"authorization": "Bearer " + os.environ["CREDENTIAL_API_KEY"]}
    address = f"{url}/api/v1/files/programs/{name}"
    urllib.request.urlopen(urllib.request.Request(address, content, headers, method="PUT")).close()


def run_batch(client):
    created = create(client, "counts.py", args=["--day", "1"], name="counts", sc_type="A")
    batch_id = created["id"]
    return {
        "created": created,
        "state": wait_until(client, batch_id, *ENDED),
        "shown": answer(client.show_spark_job, ShowSparkJobRequest(batch_id=batch_id)),
        "log": log(client, batch_id, _from=0, size=100),
        "page": log(client, batch_id, _from=1, size=1),
    }


def cancel_batch(client):
    batch_id = create(client, "sleeps.py", name="sleeps")["id"]
    until = time.monotonic() + DEADLINE_SECONDS
    while "begun" not in log(client, batch_id)["log"] and time.monotonic() < until:
        time.sleep(0.2)
    return {
        "id": batch_id,
        "cancelled": answer(client.cancel_spark_job, CancelSparkJobRequest(batch_id=batch_id)),
        # No polling: what the cancel said must be true when it said so.
        "state": state(client, batch_id),
        "again": answer(client.cancel_spark_job, CancelSparkJobRequest(batch_id=batch_id)),
    }


def list_batches(client):
    def listed(**query):
        found = answer(client.list_spark_jobs, ListSparkJobsRequest(**query))
        return {"total": found["total"], "names": [each["name"] for each in found["sessions"]]}

    return {
        "all": listed(),
        "by_name": listed(job_name="counts"),
        "dead": listed(state="dead"),
        "oldest": listed(order="CREATE_TIME_ASC", size=1),
    }


def use_resources(client):
    paths = ["obs://programs/counts.py"]
    whole = UploadJobResourcesRequestBody(paths=paths, kind="pyFile", group="jobs")
    python = UploadResourcesRequestBody(paths=["obs://programs/sleeps.py"], group="jobs")
    owner = UpdateJobResourceOwnerRequestBody(new_owner="admin", group_name="jobs")
    one = {"resource_name": "counts.py", "group": "jobs"}
    seen = {
        "put": answer(client.upload_job_resources, UploadJobResourcesRequest(body=whole)),
        "put_python": answer(
            client.upload_python_file_job_resources,
            UploadPythonFileJobResourcesRequest(body=python),
        ),
        "listed": answer(client.list_job_resources, ListJobResourcesRequest(kind="pyFile")),
        "shown": answer(client.show_job_resource, ShowJobResourceRequest(**one)),
        "given": answer(
            client.update_job_resource_owner, UpdateJobResourceOwnerRequest(body=owner)
        ),
    }
    body = CreateSparkJobRequestBody(file="jobs/counts.py", queue="default", name="of a group")
    created = answer(client.create_spark_job, CreateSparkJobRequest(body=body))
    seen["ran"] = wait_until(client, created["id"], *ENDED)
    seen["beside"] = [
        wait_until(client, create(client, "imports.py", **named)["id"], *ENDED)
        for named in (
            {"resources": [JobResource(name="jobs/counts.py", type="pyFile")]},
            {"groups": [JobResourcesGroup(name="jobs", resources=[JobResource(name="counts.py", type="pyFile")])]},
        )
    ]
    seen["deleted"] = answer(client.delete_job_resource, DeleteJobResourceRequest(**one))
    seen["gone"] = answer(client.show_job_resource, ShowJobResourceRequest(**one))
    return seen


def refused(client, ended_id):
    unknown = ShowSparkJobStatusRequest(batch_id=NEVER_SUBMITTED)
    return {
        "ended": answer(client.cancel_spark_job, CancelSparkJobRequest(batch_id=ended_id)),
        "unknown": answer(client.show_spark_job_status, unknown),
        "no_file": create(client, "none.py"),
        "jar": create(client, "job.jar", class_name="com.example.Job"),
    }


def create(client, file, **fields):
    body = CreateSparkJobRequestBody(file=f"obs://programs/{file}", queue="default", **fields)
    return answer(client.create_spark_job, CreateSparkJobRequest(body=body))


def log(client, batch_id, **page):
    return answer(client.show_spark_job_log, ShowSparkJobLogRequest(batch_id=batch_id, **page))


def state(client, batch_id):
    return answer(client.show_spark_job_status, ShowSparkJobStatusRequest(batch_id=batch_id))


def wait_until(client, batch_id, *words):
    until = time.monotonic() + DEADLINE_SECONDS
    while True:
        seen = state(client, batch_id)
        if seen.get("state") in words or time.monotonic() > until:
            return seen
        time.sleep(0.2)


def answer(call, request):
    try:
        return call(request).to_dict()
    except ClientRequestException as refusal:
        return {"http": refusal.status_code, "code": refusal.error_code, "says": refusal.error_msg}


if __name__ == "__main__":
    main(*sys.argv[1:])
