import { checkGeometry, findUnwritableValues, isFrame, isGeometryKind } from '@hub/annotations';
import type { NewKeyFrame } from '../task-writer.js';

/**
 * Why a key frame cannot be stored after the one at `lastFrame` (-1 for the first): it is then left out, and the task
 * is quarantined. The reason quotes what was refused, so that nothing vanishes.
 */
export function checkKeyFrame(
  geometry: string,
  keyFrame: NewKeyFrame,
  lastFrame: number,
): { path: string; reason: string }[] {
  const { frame, shape, classifications, metadata, extra } = keyFrame;
  const found: { path: string; reason: string }[] = [];
  const report = (path: string, reason: string): void => {
    const value = JSON.stringify(shape) ?? 'nothing';
    found.push({ path, reason: `frame ${frame}: ${reason} (shape ${value.slice(0, 200)})` });
  };
  if (!isFrame(frame)) report('page', 'not a frame number');
  else if (frame === lastFrame) report('page', 'a second key frame on this frame');
  else if (frame < lastFrame) report('page', `after frame ${lastFrame}`);
  if (isGeometryKind(geometry)) checkGeometry(geometry, shape, report);
  findUnwritableValues(shape, geometry, report);
  findUnwritableValues(classifications, 'classifications', report);
  findUnwritableValues(metadata, 'metadata', report);
  findUnwritableValues(extra, '', report);
  return found;
}
