"""An export plugin by the vendor's unmodified client: python plugin.py <url> <plugin id> <secret>. Works with every release since 1.2.1; CONNECTOR=REST and PORT make it a server."""

import csv
import io
import json
import os
import sys
import time

from imerit_ango import plugins

url, plugin_id, secret = sys.argv[1:4]
dicts = hasattr(plugins, "ExportResponse")


def table(entries):
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for entry in entries:
        for tool in entry["task"].get("tools", []):
            rows.writerow([entry["externalId"], tool["title"]])
    return io.BytesIO(text.getvalue().encode())


def convert(data):
    config = json.loads(data["configJSON"])
    wish = config.get("wish")
    data["logger"].info("converting %s tasks" % data["numTasks"], extra={"tasks": data["numTasks"]})
    if wish == "fail":
        raise ValueError("there is no such colour")
    if wish == "die":
        os._exit(7)
    if wish == "hang":
        time.sleep(3600)
    return config.get("file", "boxes.csv"), table(data["jsonExport"])


def by_dict(data):
    name, content = convert(data)
    return plugins.ExportResponse(file=content, file_name=name)


def by_keywords(**data):
    return convert(data)


plugin = plugins.ExportPlugin(plugin_id, secret, by_dict if dicts else by_keywords, host=url, version="v3")
plugins.run(plugin, host=url)
