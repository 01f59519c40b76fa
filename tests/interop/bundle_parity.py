"""Reads cases as JSON lines and says what the Python client makes of job bundles and their values."""

import json
import os
import sys

from deadline.client.config import config_file
from deadline.client.job_bundle import create_job_history_bundle_dir
from deadline.client.job_bundle.loader import read_yaml_or_json_object
from deadline.client.job_bundle.parameters import (
    apply_job_parameters,
    merge_queue_job_parameters,
    read_job_bundle_parameters,
)
from deadline.client.job_bundle.saver import save_yaml_or_json_to_file
from deadline.client.job_bundle.submission import AssetReferences, split_parameter_args


def value(case):
    parameter = {"name": "P", **case["rules"], "value": case["value"]}
    return split_parameter_args([parameter], "bundle")[1]["P"]


def bundle(case):
    os.chdir(case["cwd"])
    parameters = merge_queue_job_parameters(
        queue_id="queue",
        job_parameters=read_job_bundle_parameters(case["directory"]),
        queue_parameters=case["queue"],
    )
    references = AssetReferences.from_dict(
        read_yaml_or_json_object(case["directory"], "asset_references", required=False)
    )
    given = [{"name": name, "value": value} for name, value in case["values"].items()]
    apply_job_parameters(given, case["directory"], parameters, references)
    fields, sent = split_parameter_args(parameters, case["directory"])
    return {"fields": fields, "parameters": sent}


def history(case):
    config_file.set_setting("settings.job_history_dir", case["folder"])
    return create_job_history_bundle_dir(case["submitter"], case["job"])


def document(case):
    save_yaml_or_json_to_file(case["folder"], case["name"], case["type"], case["content"])


KINDS = {"value": value, "bundle": bundle, "history": history, "document": document}

for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = {"result": KINDS[case["kind"]](case)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
