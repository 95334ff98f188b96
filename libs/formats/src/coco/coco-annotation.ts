import { isBox, type GeometryKind } from '@hub/annotations';
import type { ExportedTool } from '../document/exported-document.js';
import { cocoShape } from './coco-shape.js';
import type { ImageSize } from '../document/image-size.js';
import { roundedJson } from './rounded-json.js';

/** The members `segmentation`, `area` and `bbox` of an annotation as JSON, without braces; null where COCO has no such object. */
export function geometryJson(kind: GeometryKind, tool: ExportedTool, size: ImageSize | null): string | null {
  const value = tool[kind];
  // by far the most frequent, and the only one whose text is cheaper written by hand
  if (kind === 'bounding-box' && isBox(value)) return boxJson(value);
  const shape = cocoShape(kind, value, size, isCrowd(tool));
  if (!shape) return null;
  const { segmentation, area, bbox } = shape;
  return `"segmentation":${JSON.stringify(segmentation)},"area":${JSON.stringify(area)},"bbox":${JSON.stringify(bbox)}`;
}

export interface AnnotationIds {
  readonly id: number;
  readonly image: number;
  readonly category: number;
}

/** `geometry` as `geometryJson` gives it, key points behind it. */
export function annotationJson(
  { id, image, category }: AnnotationIds,
  geometry: string,
  tool: ExportedTool,
  attributes: Readonly<Record<string, unknown>> | null,
): string {
  const more = attributes && Object.keys(attributes).length > 0 ? `,"attributes":${JSON.stringify(attributes)}` : '';
  return `{"id":${id},"image_id":${image},"category_id":${category},${geometry},"iscrowd":${isCrowd(tool) ? 1 : 0},"object_id":${textJson(tool.objectId)}${more}}`;
}

export const isCrowd = (tool: ExportedTool): boolean => tool.source?.iscrowd === 1;

/** A box drawn from another corner has a negative width or height in older data. */
function boxJson({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const [w, h] = [Math.abs(width), Math.abs(height)];
  const left = width < 0 ? x + width : x;
  const top = height < 0 ? y + height : y;
  const [l, t, r, b] = [roundedJson(left), roundedJson(top), roundedJson(left + w), roundedJson(top + h)];
  return `"segmentation":[[${l},${t},${r},${t},${r},${b},${l},${b}]],"area":${roundedJson(w * h)},"bbox":[${l},${t},${roundedJson(w)},${roundedJson(h)}]`;
}

const plain = /^[\w-]*$/;
const textJson = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));
