import type { Point } from '@hub/annotations';
import type { ExportedTool } from '../document/exported-document.js';
import { round } from './coco-shape.js';

type Group = { readonly group?: readonly string[] | undefined };

/** Relations that group exactly one object with points: the points, by the object's id. */
export function keyPointGroups<P extends { readonly objectId: string }>(
  relations: readonly Group[],
  objectIds: ReadonlySet<string>,
  points: readonly P[],
): Map<string, P[]> {
  const byId = new Map(points.map((point) => [point.objectId, point]));
  const groups = new Map<string, P[]>();
  for (const { group } of relations) {
    const [owner, ...others] = group?.filter((id) => objectIds.has(id)) ?? [];
    const members = group?.flatMap((id) => byId.get(id) ?? []) ?? [];
    if (owner !== undefined && others.length === 0 && members.length > 0) groups.set(owner, members);
  }
  return groups;
}

/** The members `keypoints` and `num_keypoints` as JSON: COCO's flat list `[x, y, v, …]` in the order of `names`; a point that is not there is `0, 0, 0`. */
export function keyPointsJson(names: readonly string[], points: readonly ExportedTool[]): string {
  const keypoints = names.flatMap((name) => {
    const point = points.find(({ title }) => title === name);
    return point ? [...xyOf(point), visibilityOf(point)] : [0, 0, 0];
  });
  return `"keypoints":${JSON.stringify(keypoints)},"num_keypoints":${points.length}`;
}

/** A point that belongs to no object: an annotation of its own. */
export function lonePointJson(tool: ExportedTool): string {
  const [x, y] = xyOf(tool);
  const keypoints = JSON.stringify([x, y, visibilityOf(tool)]);
  return `"segmentation":[],"area":0,"bbox":${JSON.stringify([x, y, 0, 0])},"keypoints":${keypoints},"num_keypoints":1`;
}

function xyOf(tool: ExportedTool): [number, number] {
  const [x, y] = tool['point'] as Point;
  return [round(x), round(y)];
}

/** 2 visible, 1 labelled but hidden. */
const visibilityOf = ({ classifications }: ExportedTool): 1 | 2 =>
  classifications.some(({ title, answer }) => title === 'visibility' && answer === 'hidden') ? 1 : 2;
