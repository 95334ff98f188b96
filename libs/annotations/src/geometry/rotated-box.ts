import type { Box, Point, RotatedBox } from './kinds.js';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The four corners, from the top left one on, clockwise on the screen (y down). */
export function rotatedCorners(box: RotatedBox): [Point, Point, Point, Point] {
  const cx = box.x + box.width / 2;
  const cy = box.y + box.height / 2;
  const cos = Math.cos(radians(box.rotation));
  const sin = Math.sin(radians(box.rotation));
  const corner = (dx: number, dy: number): Point => [cx + dx * cos - dy * sin, cy + dx * sin + dy * cos];
  const [w, h] = [box.width / 2, box.height / 2];
  return [corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h)];
}

/** Degrees in (-180, 180]. */
export function normaliseDegrees(degrees: number): number {
  const turned = degrees % 360;
  if (turned > 180) return turned - 360;
  return turned <= -180 ? turned + 360 : turned;
}

/** From centre, size and a clockwise angle in radians (the form of HIT-UAV and other oriented-box sets). */
export function rotatedBoxFromCentre(
  cx: number,
  cy: number,
  width: number,
  height: number,
  angle: number,
): Required<RotatedBox> {
  const box = {
    x: cx - width / 2,
    y: cy - height / 2,
    width,
    height,
    rotation: normaliseDegrees((angle * 180) / Math.PI),
  };
  return { ...box, corners: rotatedCorners(box) };
}

/** From four corners in order, the first two being the top edge: their lengths and direction, about their centre. */
export function rotatedBoxFromCorners(corners: readonly [Point, Point, Point, Point]): Required<RotatedBox> {
  const [a, b, c, d] = corners;
  const cx = (a[0] + b[0] + c[0] + d[0]) / 4;
  const cy = (a[1] + b[1] + c[1] + d[1]) / 4;
  const width = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const height = Math.hypot(c[0] - b[0], c[1] - b[1]);
  return rotatedBoxFromCentre(cx, cy, width, height, Math.atan2(b[1] - a[1], b[0] - a[0]));
}

/** The upright box around points; null for none. */
export function boundsOf(points: readonly Point[]): Box | null {
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
