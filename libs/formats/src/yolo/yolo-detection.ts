import type { GeometryKind } from '@hub/annotations';
import { z } from 'zod';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { LineFormat } from '../images/line-format.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import { boxInImage } from './box-in-image.js';
import { noSize, yoloCarries } from './yolo-carries.js';
import { classesTxt, dataYaml } from './yolo-files.js';
import { yoloBox } from './yolo-numbers.js';

const options = z.strictObject({
  ...perImageOptions,
  /** Rotated boxes become the upright boxes around them, counted as losses, or are left out. */
  rotated: z.enum(['bounds', 'drop']).default('bounds'),
});
const around = { approximated: 'the upright box around it' } as const;
const carries = yoloCarries({
  'bounding-box': 'kept',
  'rotated-bounding-box': around,
  polygon: around,
  segmentation: around,
});

/** A line `class cx cy w h` for each object. Source: Ultralytics, "Object Detection Datasets Overview". */
export const yoloDetection = perImageConverter({
  name: 'yolo',
  title: 'YOLO detection',
  options,
  carries,
  format: (classes, { options: { rotated } }) => new DetectionLines(classes, rotated === 'drop'),
  files: (classes) => [dataYaml(classes.titles()), classesTxt(classes.titles())],
});

class DetectionLines extends LineFormat {
  constructor(
    private readonly classes: ClassIds,
    private readonly withoutRotated: boolean,
  ) {
    super(carries, 'labels/');
  }

  entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): string | null {
    if (this.withoutRotated && kind === 'rotated-bounding-box') return null;
    if (!size) return (losses.add(noSize), null);
    const box = boxInImage(kind, tool[kind], size, losses);
    return box && `${this.classes.of(tool.title)} ${yoloBox(box, size)}`;
  }
}
