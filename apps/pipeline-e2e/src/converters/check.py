"""Reads converted exports with readers that are not ours: python check.py <folder>. In the folder: source.ndjson, the
original, and a folder for each converter. Prints what it saw as JSON; distances in pixels, areas as shares."""

import json
import math
import os
import sys

import numpy as np
import supervision as sv
from PIL import Image
from pycocotools.coco import COCO

folder = sys.argv[1]


def at(*parts):
    return os.path.join(folder, *parts)


def corners(shape):
    x, y, w, h = (shape[key] for key in ("x", "y", "width", "height"))
    angle = math.radians(shape.get("rotation", 0))
    for dx, dy in ((-w, -h), (w, -h), (w, h), (-w, h)):
        yield (
            x + w / 2 + (dx * math.cos(angle) - dy * math.sin(angle)) / 2,
            y + h / 2 + (dx * math.sin(angle) + dy * math.cos(angle)) / 2,
        )


def rings(tool):
    for kind in ("bounding-box", "rotated-bounding-box"):
        if kind in tool:
            return [list(corners(tool[kind]))]
    if "polygon" in tool:
        return [tool["polygon"]]
    if "segmentation" in tool:
        return [zone["region"] for zone in tool["segmentation"]["zones"]]
    return []


def bounds(tool, size):
    points = [point for ring in rings(tool) for point in ring]
    (left, top), (right, bottom) = np.min(points, axis=0), np.max(points, axis=0)
    return [max(0, left), max(0, top), min(size[0], right), min(size[1], bottom)]


with open(at("source.ndjson"), encoding="utf-8") as lines:
    documents = [json.loads(line) for line in lines if line.strip()]
os.makedirs(at("images"))
expected = {}
for document in documents:
    size = (document["metadata"]["width"], document["metadata"]["height"])
    # supervision passes over .JPG
    stem, extension = os.path.splitext(document["externalId"])
    name = stem + extension.lower()
    Image.new("L", size).save(at("images", name))
    boxes = [bounds(tool, size) for tool in document["task"]["tools"] if rings(tool)]
    expected[name] = sorted(box for box in boxes if box[2] > box[0] and box[3] > box[1])


def compared(dataset):
    """How many objects there are, and how far the worst one is from the source."""
    worst, count = 0.0, 0
    # without opening the images
    for path, detections in dataset.annotations.items():
        boxes = expected[os.path.basename(path)]
        found = sorted(detections.xyxy.tolist())
        assert len(found) == len(boxes), (path, len(found), len(boxes))
        count += len(found)
        # sorting by the first number may swap near equal ones
        for box in found:
            worst = max(worst, min(float(np.abs(np.array(box) - np.array(other)).max()) for other in boxes))
    return {"objects": count, "worst": worst}


seen = {"objects": sum(len(boxes) for boxes in expected.values()), "images": len(documents)}

coco_file = [name for name in os.listdir(at("coco")) if name != "manifest.json"]
coco = COCO(at("coco", coco_file[0]))
shaped = [one for one in coco.anns.values() if one["segmentation"]]
larger = [one for one in shaped if one["area"] > 2000][:100]
seen["coco"] = {
    "objects": len(shaped),
    "images": len(coco.imgs),
    "worst": max((abs(int(coco.annToMask(one).sum()) - one["area"]) / one["area"] for one in larger), default=0),
}
seen["yolo"] = compared(sv.DetectionDataset.from_yolo(at("images"), at("yolo", "labels"), at("yolo", "data.yaml")))
seen["yolo-segmentation"] = compared(
    sv.DetectionDataset.from_yolo(
        at("images"), at("yolo-segmentation", "labels"), at("yolo-segmentation", "data.yaml")
    )
)
oriented = sv.DetectionDataset.from_yolo(
    at("images"), at("yolo-obb", "labels"), at("yolo-obb", "data.yaml"), is_obb=True
)
seen["yolo-obb"] = {"objects": sum(len(detections) for detections in oriented.annotations.values())}
seen["voc"] = compared(sv.DetectionDataset.from_pascal_voc(at("images"), at("voc", "Annotations")))

masks = {}
for name in os.listdir(at("masks", "masks")):
    with Image.open(at("masks", "masks", name)) as image:
        masks[os.path.splitext(name)[0]] = (image.size, int(np.count_nonzero(np.array(image))))
sizes = {
    os.path.splitext(document["externalId"])[0]: (document["metadata"]["width"], document["metadata"]["height"])
    for document in documents
}
seen["masks"] = {
    "wrong sizes": sum(size != sizes[name] for name, (size, _) in masks.items()),
    "painted": sum(painted > 0 for _, painted in masks.values()),
}
seen["drawn"] = sum(len(boxes) > 0 for boxes in expected.values())
print(json.dumps(seen))
