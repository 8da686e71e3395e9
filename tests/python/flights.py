"""Each SQL-job operation of the official SDK, on the flights data.

Prints what was seen as one line of JSON for each flow; dli-python-sdk.test.ts judges the lines.
Usage: python flights.py URL ACCESS_KEY SECRET_KEY PROJECT_ID
"""

import json
import sys
import time

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkdli.v1 import (
    CancelSqlJobRequest,
    CheckSqlRequest,
    CheckSqlRequestBody,
    CreateSqlJobRequest,
    CreateSqlJobRequestBody,
    DliClient,
    ListSqlJobsRequest,
    PreviewSqlJobResultRequest,
    ShowSqlJobDetailRequest,
    ShowSqlJobProgressRequest,
    ShowSqlJobStatusRequest,
    Tag,
)

ENDED = ("FINISHED", "FAILED", "CANCELLED")
DEADLINE_SECONDS = 60
NEVER_SUBMITTED = "00000000-0000-4000-8000-000000000000"
# Three million rows against three million: hours of work.
ENDLESS_SQL = "SELECT count(*) FROM samples.flights a, samples.flights b WHERE (a.delay + b.delay) % 7 = 3"


def main(url, access_key, secret_key, project_id):
    client = connect(url, access_key, secret_key, project_id)
    flows = [check_sql, run_query, exact_values, long_result, write_and_read, fail, cancel_running]
    seen = {flow.__name__: tell(flow.__name__, flow(client)) for flow in flows}
    tell("cancel_ended", cancel_ended(client, seen))
    tell("cancel_unknown", cancel_unknown(client))
    tell("list_jobs", list_jobs(client))
    tell("wrong_secret", check_sql(connect(url, access_key, "not-the-secret", project_id)))


def connect(url, access_key, secret_key, project_id):
    credentials = BasicCredentials(access_key, secret_key, project_id)
    return DliClient.new_builder().with_credentials(credentials).with_endpoint(url).build()


def tell(flow, seen):
    print(json.dumps({"flow": flow, "seen": seen}, ensure_ascii=False), flush=True)
    return seen


def check_sql(client):
    return {
        "good": answer(check, client, "SELECT max(delay) FROM samples.flights"),
        "bad_syntax": answer(check, client, "SELEKT 1"),
        "unknown_table": answer(check, client, "SELECT * FROM samples.ships"),
    }


def run_query(client):
    sql = (
        "SELECT origin, destination, count(*) AS flights FROM samples.flights "
        "GROUP BY ALL ORDER BY flights DESC LIMIT 3"
    )
    tags = [Tag(key="team", value="routes")]
    body = CreateSqlJobRequestBody(sql=sql, queue_name="default", currentdb="samples", tags=tags)
    created = answer(client.create_sql_job, CreateSqlJobRequest(body=body))
    job_id = created["job_id"]
    return {
        "created": created,
        "status": wait_until(client, job_id, *ENDED),
        "detail": answer(client.show_sql_job_detail, ShowSqlJobDetailRequest(job_id=job_id)),
        "progress": answer(client.show_sql_job_progress, ShowSqlJobProgressRequest(job_id=job_id)),
        "preview": preview(client, job_id),
    }


def exact_values(client):
    seen = preview_of(
        client,
        "SELECT NULL::INTEGER AS nothing, '' AS empty, '航班延误' AS text, "
        "12345678901234567890.12::DECIMAL(22, 2) AS price, "
        "170141183460469231731687303715884105727::HUGEINT AS huge, "
        "sum(distance) AS miles, min(date)::DATE AS first_day FROM samples.flights",
    )
    # As Python writes them: another reader might lose digits.
    return {**seen, "rows": [[repr(value) for value in row] for row in seen["rows"]]}


def long_result(client):
    return preview_of(client, "SELECT * FROM samples.flights ORDER BY date, origin LIMIT 2500")


def write_and_read(client):
    statements = [
        "CREATE TABLE late AS SELECT * FROM samples.flights WHERE delay > 600",
        "INSERT INTO late SELECT * FROM samples.flights WHERE delay > 1000",
        "UPDATE late SET delay = 0 WHERE delay > 1000",
        "DELETE FROM late WHERE delay > 0",
    ]
    written = [wait_until(client, submit(client, sql), *ENDED) for sql in statements]
    return {"written": written, "left": preview_of(client, "SELECT count(*), sum(delay) FROM late")}


def fail(client):
    job_id = submit(client, "SELECT CAST(origin AS INTEGER) FROM samples.flights")
    return {
        "job_id": job_id,
        "status": wait_until(client, job_id, *ENDED),
        "preview": preview(client, job_id),
    }


def cancel_running(client):
    job_id = submit(client, ENDLESS_SQL)
    wait_until(client, job_id, "RUNNING", *ENDED)
    progress = answer(client.show_sql_job_progress, ShowSqlJobProgressRequest(job_id=job_id))
    asked_at = time.monotonic()
    cancelled = cancel(client, job_id)
    return {
        "job_id": job_id,
        "progress": progress,
        "cancelled": cancelled,
        "seconds": time.monotonic() - asked_at,
        # No polling: what the cancel said must be true when it said so.
        "status": status(client, job_id),
        "preview": preview(client, job_id),
    }


def cancel_ended(client, seen):
    return {
        "finished": cancel(client, seen["run_query"]["created"]["job_id"]),
        "failed": cancel(client, seen["fail"]["job_id"]),
        "cancelled": cancel(client, seen["cancel_running"]["job_id"]),
        "status_of_finished": status(client, seen["run_query"]["created"]["job_id"]),
    }


def cancel_unknown(client):
    return {
        "cancel": cancel(client, NEVER_SUBMITTED),
        "status": status(client, NEVER_SUBMITTED),
        "malformed": cancel(client, "not-an-id"),
    }


def list_jobs(client):
    return {
        "all": listed(client),
        "cancelled": listed(client, job_status="CANCELLED"),
        "writes": listed(client, job_types=["INSERT", "UPDATE"], order="start_time_asc"),
        "tagged": listed(client, tags="team=routes"),
        "by_text": listed(client, sql_pattern="GROUP by all"),
        "second_page": listed(client, page_size=2, current_page=2, order="start_time_asc"),
        "bad_page": listed(client, page_size=101),
    }


def listed(client, **filters):
    found = answer(client.list_sql_jobs, ListSqlJobsRequest(**filters))
    if "jobs" not in found:
        return found
    return {"count": found["job_count"], "types": [job["job_type"] for job in found["jobs"]]}


def check(client, sql):
    return client.check_sql(CheckSqlRequest(body=CheckSqlRequestBody(sql=sql)))


def submit(client, sql):
    request = CreateSqlJobRequest(body=CreateSqlJobRequestBody(sql=sql))
    return client.create_sql_job(request).job_id


def status(client, job_id):
    return answer(client.show_sql_job_status, ShowSqlJobStatusRequest(job_id=job_id))


def wait_until(client, job_id, *wanted):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        seen = status(client, job_id)
        if seen["status"] in wanted:
            return seen
        time.sleep(0.02)
    raise TimeoutError(f"job {job_id} did not get to {wanted} in {DEADLINE_SECONDS} s")


def preview(client, job_id):
    return answer(client.preview_sql_job_result, PreviewSqlJobResultRequest(job_id=job_id))


def preview_of(client, sql):
    job_id = submit(client, sql)
    wait_until(client, job_id, *ENDED)
    return preview(client, job_id)


def cancel(client, job_id):
    return answer(client.cancel_sql_job, CancelSqlJobRequest(job_id=job_id))


def answer(operation, *request):
    """The answer as a dictionary, or the code and words of the refusal."""
    try:
        return operation(*request).to_dict()
    except ClientRequestException as refusal:
        return {
            "http": refusal.status_code,
            "code": refusal.error_code,
            "says": refusal.error_msg,
            "has_request_id": bool(refusal.request_id),
        }


if __name__ == "__main__":
    main(*sys.argv[1:])
