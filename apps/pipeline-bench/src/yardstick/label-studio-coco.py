"""Converts Label Studio JSON to COCO with label-studio-sdk's own converter, and prints what it took as one line of JSON.

Arguments: labelling configuration (XML file), tasks (JSON file), folder for the result.
"""

import json
import resource
import sys
import time

from label_studio_sdk.converter import Converter

config, tasks, folder = sys.argv[1:]
converter = Converter(config, folder, download_resources=False)
started, cpu_before = time.perf_counter(), time.process_time()
converter.convert_to_coco(tasks, folder, is_dir=False)
seconds, cpu = time.perf_counter() - started, time.process_time() - cpu_before
# before the result is read back
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(f"{folder}/result.json") as result:
    annotations = len(json.load(result)["annotations"])
print(json.dumps({"seconds": seconds, "cpu": cpu, "annotations": annotations, "peakMiB": peak / 1024}))
