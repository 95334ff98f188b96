import { compressCounts, fillZones, rleArea, type Segmentation } from '@hub/annotations';
import type { ImageSize } from '../document/image-size.js';

/** Compressed run-length mask; `size` is `[height, width]`. */
export interface CocoRle {
  readonly size: readonly [number, number];
  readonly counts: string;
}

/** The mask of zones with holes. Memory: one column of the image and the runs. */
export function cocoRle({ zones }: Segmentation, size: ImageSize): { segmentation: CocoRle; area: number } {
  const rle = fillZones(zones, size);
  return { segmentation: { size: [rle.height, rle.width], counts: compressCounts(rle.counts) }, area: rleArea(rle) };
}
