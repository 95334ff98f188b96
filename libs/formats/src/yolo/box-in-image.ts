import type { Box, GeometryKind } from '@hub/annotations';
import type { Losses } from '../converter/losses.js';
import type { ImageSize } from '../document/image-size.js';
import { boundsOfShape, clipped, isInside } from '../images/shapes.js';

/** The part of an object's box that lies in its image; null, and counted, where there is none. */
export function boxInImage(kind: GeometryKind, value: unknown, size: ImageSize, losses: Losses): Box | null {
  const box = boundsOfShape(kind, value);
  if (!box) return null;
  if (isInside(box, size)) return box;
  const part = clipped(box, size);
  losses.add(part ? 'object over the border of its image: cut there' : 'object outside of its image: left out');
  return part;
}
