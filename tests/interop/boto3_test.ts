import { assertEquals } from "@std/assert";
import { localFarm, VENV } from "./_local_farm.ts";

// Makes something of each kind, then pages through all lists two at a time and reads all back.
const SCRIPT = String.raw`
import json, os
import boto3, botocore

deadline = boto3.client("deadline")
farm, queue, fleet = (os.environ[f"DEADLINE_LOCAL_{x}_ID"] for x in ("FARM", "QUEUE", "FLEET"))
template = json.dumps({
    "specificationVersion": "jobtemplate-2023-09", "name": "Paged",
    "steps": [{"name": f"S{n}",
               "parameterSpace": {"taskParameterDefinitions": [
                   {"name": "N", "type": "INT", "range": "1-5"}]},
               "script": {"actions": {"onRun": {"command": "true"}}}} for n in range(3)]})
for n in range(5):
    deadline.create_queue(farmId=farm, displayName=f"Queue {n}")
    deadline.create_storage_profile(farmId=farm, displayName=f"Profile {n}", osFamily="LINUX",
        fileSystemLocations=[{"name": "Work", "path": "/work", "type": "SHARED"}])
    job = deadline.create_job(farmId=farm, queueId=queue, priority=n, template=template,
        templateType="JSON")["jobId"]
    deadline.create_worker(farmId=farm, fleetId=fleet)

def count(operation, member, **parameters):
    pages = deadline.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2},
        **parameters)
    return sum(len(page[member]) for page in pages)

step = deadline.list_steps(farmId=farm, queueId=queue, jobId=job)["steps"][0]["stepId"]
at_job = dict(farmId=farm, queueId=queue, jobId=job)
seen = {
    "farms": count("list_farms", "farms"),
    "queues": count("list_queues", "queues", farmId=farm),
    "fleets": count("list_fleets", "fleets", farmId=farm),
    "workers": count("list_workers", "workers", farmId=farm, fleetId=fleet),
    "profiles": count("list_storage_profiles", "storageProfiles", farmId=farm),
    "associations": count("list_queue_fleet_associations", "queueFleetAssociations",
        farmId=farm),
    "environments": count("list_queue_environments", "environments", farmId=farm,
        queueId=queue),
    "jobs": count("list_jobs", "jobs", farmId=farm, queueId=queue),
    "steps": count("list_steps", "steps", **at_job),
    "tasks": count("list_tasks", "tasks", stepId=step, **at_job),
    "sessions": count("list_sessions", "sessions", **at_job),
}
found = deadline.search_jobs(farmId=farm, queueIds=[queue], itemOffset=0, pageSize=2,
    sortExpressions=[{"fieldSort": {"name": "PRIORITY", "sortOrder": "DESCENDING"}}])
seen["searched"] = [job["priority"] for job in found["jobs"]] + [found["totalResults"]]
try:
    deadline.get_job(farmId=farm, queueId=queue, jobId="job-" + "0" * 32)
except deadline.exceptions.ResourceNotFoundException as error:
    seen["missing"] = error.response["resourceType"]
try:
    deadline.create_farm(displayName="x" * 101)
except (deadline.exceptions.ValidationException, botocore.exceptions.ParamValidationError) as error:
    seen["refused"] = error.response["reason"]
role = deadline.assume_queue_role_for_user(farmId=farm, queueId=queue)["credentials"]
session = boto3.Session(role["accessKeyId"], role["secretAccessKey"], role["sessionToken"])
seen["account"] = session.client("sts").get_caller_identity()["Account"]
print(json.dumps(seen))
`;

Deno.test({
  name: "boto3 pages through everything, searches, and gets typed errors",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const { code, stdout, stderr } = await farm.shell(`'${VENV}/bin/python' -c "$1"`, SCRIPT);
    assertEquals(code, 0, stderr);
    assertEquals(JSON.parse(stdout), {
      farms: 2,
      queues: 6,
      fleets: 1,
      workers: 5,
      profiles: 5,
      associations: 1,
      environments: 0,
      jobs: 5,
      steps: 3,
      tasks: 5,
      sessions: 0,
      searched: [4, 3, 5],
      missing: "job",
      refused: "FIELD_VALIDATION_FAILED",
      account: "000000000000",
    });
  },
});
