import type { GeometryKind, RotatedBox } from '@hub/annotations';
import { z } from 'zod';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { LineFormat } from '../images/line-format.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import { boundsOfShape, boxCorners, clipped, cornersOf, movedInside, pointInside } from '../images/shapes.js';
import { noSize, yoloCarries } from './yolo-carries.js';
import { classesTxt, dataYaml } from './yolo-files.js';
import { yoloPoints } from './yolo-numbers.js';

const around = { approximated: 'the upright box around it' } as const;
const carries = yoloCarries({
  'bounding-box': 'kept',
  'rotated-bounding-box': 'kept',
  polygon: around,
  segmentation: around,
});

/** A line `class x1 y1 x2 y2 x3 y3 x4 y4` for each object. Source: Ultralytics, "Oriented Bounding Box Datasets Overview". */
export const yoloObb = perImageConverter({
  name: 'yolo-obb',
  title: 'YOLO oriented boxes',
  options: z.strictObject(perImageOptions),
  carries,
  format: (classes) => new OrientedLines(classes),
  files: (classes) => [dataYaml(classes.titles()), classesTxt(classes.titles())],
});

class OrientedLines extends LineFormat {
  constructor(private readonly classes: ClassIds) {
    super(carries, 'labels/');
  }

  entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): string | null {
    const bounds = boundsOfShape(kind, tool[kind]);
    if (!bounds) return null;
    if (!size) return (losses.add(noSize), null);
    if (!clipped(bounds, size)) return (losses.add('object outside of its image: left out'), null);
    const corners = kind === 'rotated-bounding-box' ? cornersOf(tool[kind] as RotatedBox) : boxCorners(bounds);
    const inside = corners.every((corner) => pointInside(corner, size));
    // readers refuse whole files with a corner outside
    if (!inside) losses.add('object over the border of its image: its corners moved there');
    const line = yoloPoints(inside ? corners : corners.map((corner) => movedInside(corner, size)), size);
    return `${this.classes.of(tool.title)} ${line}`;
  }
}
