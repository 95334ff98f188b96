"""The vendor's unmodified SDK against a running hub: python journey.py <url> <api key> <folder> <PEM key of a service account>. Prints what it got as JSON."""

import datetime
import json
import os
import sys
import threading
import zipfile

from imerit_ango.models.annotate import AnnotationPayload, Answer
from imerit_ango.models.enums import ExportFormats, ExportTypes, StorageProvider, TaskTypes
from imerit_ango.models.export_options import ExportOptions, TimeFilter
from imerit_ango.models.label_category import Classification, ClassificationCategory, LabelOption, Tool, ToolCategory
from imerit_ango.models.storage import Storage
from imerit_ango.sdk import SDK

url, api_key, folder, google_key = sys.argv[1:5]
sdk = SDK(api_key=api_key, host=url)
seen = {}


def names(entries):
    return [entry["externalId"] for entry in entries]


def ndjson(result):
    entries, count = result
    return {"names": names(entries), "count": count}


def entries_of(path):
    with zipfile.ZipFile(path) as archive:
        return {"bad": archive.testzip(), "entries": archive.namelist()}


# a project with classes, batches and six assets
created = sdk.create_project("SDK round trip", "made by the official client")
project = created["data"]["project"]["_id"]
sdk.create_label_set(
    project,
    tools=[ToolCategory(Tool.BoundingBox, title="Cat"), ToolCategory(Tool.Polygon, title="Bowl")],
    classifications=[
        ClassificationCategory(Classification.Radio, title="Weather", options=[LabelOption("sunny"), LabelOption("rain")])
    ],
)
# labels are imported while tasks wait in Start
stages = sdk.get_project(project)["data"]["project"]["stages"]
sdk.update_workflow_stages(project, [s | {"autoForward": False} if s["type"] == "Start" else s for s in stages])
sdk.create_batch(project, "week 1")
sdk.create_batches(project, ["week 1", "wóche 2"])
batches = {batch["name"]: batch["_id"] for batch in sdk.get_batches(project)}
seen["batches"] = sorted(batches)
assets = [
    {"data": f"https://cdn.example/{n}.png", "externalId": f"{n}.png", "metadata": {"width": 64, "height": 48}}
    for n in range(6)
]
assets[5] |= {"contextData": None, "metadata": None, "batches": ["wóche 2"]}
seen["upload"] = sdk.upload_files_cloud(project, assets, batches=["week 1"])

# labels for all but the last, two of them annotated to Complete
box = {"x": 1, "y": 2.5, "width": 3, "height": 4}
labels = [
    {
        "externalId": f"{n}.png",
        "objects": [{"title": "Cat", "bounding-box": box}],
        "classifications": [{"title": "Weather", "answer": "rain"}],
    }
    for n in range(5)
]
seen["labels"] = sdk.import_labels(project, labels)
tasks = {task["asset"]["externalId"]: task["_id"] for task in sdk.get_tasks(project, limit=100)["data"]["tasks"]}
seen["tasks"] = sorted(tasks)
between = datetime.datetime.now(datetime.timezone.utc)
bowl = {"title": "Bowl", "polygon": [[0, 0], [4, 0], [4, 4]]}
for name in ["0.png", "1.png"]:
    # merged by the client with what is there
    assert sdk.annotate_task(tasks[name], AnnotationPayload(Answer(objects=[bowl])), send_to_next_stage=True)
    assert sdk.annotate_task(tasks[name], AnnotationPayload(Answer()), send_to_next_stage=True)
assets_page = sdk.get_assets(project, limit=1000)["data"]
seen["assets"] = {"total": assets_page["total"], "names": sorted(asset["externalId"] for asset in assets_page["assets"])}
seen["stages"] = {name: sdk.get_task(task)["data"]["task"]["stage"] for name, task in tasks.items()}

# exports
seen["json"] = sdk.export(project, ExportOptions())
seen["ndjson"] = ndjson(sdk.export(project, ExportOptions(export_format=ExportFormats.NDJSON)))
seen["v3"] = names(sdk.exportV3(project, ExportOptions(stage=["Start", "Complete"])))
everywhere = [stage["name"] for stage in stages]
seen["everywhere"] = names(sdk.export(project, ExportOptions(stage=everywhere)))
seen["by batch name"] = names(sdk.export(project, ExportOptions(stage=everywhere, batches=["wóche 2"])))
seen["by batch id"] = names(sdk.export(project, ExportOptions(stage=everywhere, batches=[batches["wóche 2"]])))
after = TimeFilter(from_date=between)
before = TimeFilter(to_date=between)
seen["updated after"] = names(sdk.export(project, ExportOptions(stage=everywhere, updated_at=after)))
seen["updated before"] = names(sdk.export(project, ExportOptions(stage=everywhere, updated_at=before)))
seen["no window"] = names(sdk.export(project, ExportOptions(stage=everywhere, updated_at=TimeFilter(), created_at=TimeFilter())))
seen["consensus"] = sdk.export(project, ExportOptions(task_type=TaskTypes.CONSENSUS))
seen["consensus ndjson"] = ndjson(
    sdk.export(project, ExportOptions(task_type=TaskTypes.CONSENSUS, export_format=ExportFormats.NDJSON))
)
seen["bare"] = sdk.export(project, ExportOptions(include_metadata=False, include_history=False))
zip_path = os.path.join(folder, "export.zip")
seen["returned with a path"] = sdk.export(project, ExportOptions(export_format=ExportFormats.NDJSON), zip_path)
seen["zip"] = entries_of(zip_path)

# side by side: each caller gets his own file
parallel = {}


def run(name, options):
    parallel[name] = names(SDK(api_key=api_key, host=url).export(project, options))


threads = [
    threading.Thread(target=run, args=("complete", ExportOptions())),
    threading.Thread(target=run, args=("start", ExportOptions(stage=["Start"]))),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seen["parallel"] = parallel

# issues
issue = sdk.create_issue(
    tasks["0.png"],
    "the box is loose",
    position=[120.5, 33],
    error_codes=[{"category": "Wrong", "name": "Loose", "key": "L1"}],
)
sdk.create_issue(tasks["1.png"], "look here", page=2)
sdk.add_comment_to_issue(issue["data"]["issue"]["_id"], "mended")
seen["listed issues"] = len(sdk.get_issues(project)["data"]["issues"])
seen["issues"] = sdk.export(project, ExportOptions(export_type=ExportTypes.ISSUE))

# storages of the organization
key_file = json.dumps(
    {"type": "service_account", "client_email": "robot@p.iam.gserviceaccount.com", "private_key": google_key}
)
wanted = [
    Storage("Ours at AWS", StorageProvider.AWS, public_key="AKIAIOSFODNN7EXAMPLE", private_key="the SDK's secret", region="us-west-2"),
    Storage("Ours at Google", StorageProvider.GCP, credentials=key_file),
]
made = [sdk.create_storage(storage)["data"]["storage"] for storage in wanted]
seen["storages"] = [sdk.get_storages(storage["_id"]) for storage in made]
mine = {storage["_id"] for storage in made}
seen["listed storages"] = sorted(s["name"] for s in sdk.get_storages()["data"]["storages"] if s["_id"] in mine)
seen["deleted storages"] = [sdk.delete_storage(storage["_id"])["data"]["storage"]["name"] for storage in made]
seen["storages left"] = len([s for s in sdk.get_storages()["data"]["storages"] if s["_id"] in mine])
try:
    sdk.create_storage(Storage("Elsewhere", StorageProvider.AZURE, public_key="account", private_key="the SDK's secret"))
except Exception as error:
    seen["refused storage"] = json.loads(str(error))

# what is wrong becomes an exception with the status
try:
    sdk.export(project, ExportOptions(stage=["Nowhere"]))
except Exception as error:  # the client raises requests.HTTPError
    seen["refused"] = str(error).split(" for url")[0]

sdk.delete_project(project)
print(json.dumps(seen))
