import type { GeometryKind } from '@hub/annotations';
import { z } from 'zod';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { oneRing } from '../images/one-ring.js';
import { LineFormat } from '../images/line-format.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import { boundsOfShape, clipped, movedInside, pointInside, ringsOf } from '../images/shapes.js';
import { noSize, yoloCarries } from './yolo-carries.js';
import { classesTxt, dataYaml } from './yolo-files.js';
import { yoloPoints } from './yolo-numbers.js';

const carries = yoloCarries({
  'bounding-box': { approximated: 'a polygon of its corners' },
  'rotated-bounding-box': { approximated: 'a polygon of its corners' },
  polygon: 'kept',
  segmentation: { approximated: 'one line around all zones, with bridges of no width to holes and further zones' },
});

/** A line `class x1 y1 x2 y2 …` for each object. Source: Ultralytics, "Instance Segmentation Datasets Overview". */
export const yoloSegmentation = perImageConverter({
  name: 'yolo-segmentation',
  title: 'YOLO segmentation',
  options: z.strictObject(perImageOptions),
  carries,
  format: (classes) => new OutlineLines(classes),
  files: (classes) => [dataYaml(classes.titles()), classesTxt(classes.titles())],
});

class OutlineLines extends LineFormat {
  constructor(private readonly classes: ClassIds) {
    super(carries, 'labels/');
  }

  entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): string | null {
    const bounds = boundsOfShape(kind, tool[kind]);
    const zones = ringsOf(kind, tool[kind]);
    if (!bounds || !zones) return null;
    if (!size) return (losses.add(noSize), null);
    if (!clipped(bounds, size)) return (losses.add('object outside of its image: left out'), null);
    const ring = oneRing(zones);
    const inside = ring.every((point) => pointInside(point, size));
    // readers refuse whole files with a point outside
    if (!inside) losses.add('object over the border of its image: its points moved there');
    const line = yoloPoints(inside ? ring : ring.map((point) => movedInside(point, size)), size);
    return `${this.classes.of(tool.title)} ${line}`;
  }
}
