"""Reads cases as JSON lines and says what Python's configparser, or the Python client, makes of them."""

import io
import json
import os
import sys
from configparser import ConfigParser, Error


def write(config):
    out = io.StringIO()
    config.write(out)
    return out.getvalue()


def value(config, section, key):
    try:
        return config.get(section, key)
    except Error:
        return None


def parse(case):
    config = ConfigParser()
    try:
        config.read_file(io.StringIO(case["text"], newline=None))
    except Error:
        return {"refused": True}
    rewritten = write(config)
    values = [[s, [[k, value(config, s, k)] for k in config.options(s)]] for s in config.sections()]
    for section, key, text in case["edits"]:
        if not config.has_section(section):
            config.add_section(section)
        config.set(section, key, text.replace("%", "%%"))
    return {"rewritten": rewritten, "values": values, "edited": write(config)}


def client(case):
    from deadline.client.config import config_file

    path = os.environ["DEADLINE_CONFIG_FILE_PATH"]
    with open(path, "w", encoding="utf-8") as file:
        file.write(case["text"])
    config = ConfigParser()
    config.read(path, encoding="utf-8")
    for name, text in case["settings"]:
        config_file.set_setting(name, text.replace("%", "%%"), config)
    config_file.write_config(config)
    with open(path, encoding="utf-8", newline="") as file:
        written = file.read()
    got = [config_file.get_setting(name, config) for name in case["asked"]]
    return {"written": written, "got": got}


for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(client(case) if "settings" in case else parse(case)), flush=True)
