const interpolated: ReadonlySet<string> = new Set([
  'bounding-box',
  'rotated-bounding-box',
  'polygon',
  'segmentation',
  'point',
]);

/** Whether an object of this geometry has shapes between its key frames (spec 3.5). Others are there on key frames only. */
export const isInterpolated = (geometry: string): boolean => interpolated.has(geometry);
