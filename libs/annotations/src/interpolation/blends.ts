import { isObject, type JsonObject } from '../document/values.js';
import { LinearText, sameStructure } from './linear-text.js';
import type { Blend } from './moving-shape.js';

/** Every member that is a number on both sides is linear, the others hold: boxes, and boxes in volumes. */
export function blendBox(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to)) return null;
  const text = new LinearText();
  text.members(from, (key) => text.value(from[key], to[key]));
  return text;
}

/** Numbers and lists of lists of numbers of the same shape: points and polygons. */
export function blendPoints(from: unknown, to: unknown): Blend | null {
  if (!sameStructure(from, to)) return null;
  const text = new LinearText();
  text.list(from, to);
  return text;
}

/** Zones with the same numbers of points and holes. */
export function blendSegmentation(from: unknown, to: unknown): Blend | null {
  if (!isObject(from) || !isObject(to)) return null;
  const [zones, later] = [from['zones'], to['zones']];
  if (!Array.isArray(zones) || !Array.isArray(later) || zones.length !== later.length) return null;
  if (!zones.every((zone, i) => sameZone(zone, later[i]))) return null;
  const text = new LinearText();
  text.members(from, (key) => {
    if (key === 'zones') text.items(zones, (zone, i) => writeZone(text, zone as JsonObject, later[i] as JsonObject));
    else text.add(JSON.stringify(from[key]));
  });
  return text;
}

const sameZone = (from: unknown, to: unknown): boolean =>
  isObject(from) &&
  isObject(to) &&
  sameStructure(from['region'], to['region']) &&
  sameStructure(from['holes'] ?? [], to['holes'] ?? []);

function writeZone(text: LinearText, from: JsonObject, to: JsonObject): void {
  text.members(from, (key) => {
    if ((key === 'region' || key === 'holes') && Array.isArray(to[key])) text.list(from[key], to[key]);
    else text.add(JSON.stringify(from[key]));
  });
}
