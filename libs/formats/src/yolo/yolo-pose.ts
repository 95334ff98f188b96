import type { GeometryKind, Point } from '@hub/annotations';
import { z } from 'zod';
import { keyPointGroups } from '../coco/key-points.js';
import type { Ontology } from '../converter/converter.js';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import type { LabelFormat, LabelledImage } from '../images/per-image-run.js';
import { movedInside } from '../images/shapes.js';
import { boxInImage } from './box-in-image.js';
import { noSize, yoloCarries } from './yolo-carries.js';
import { classesTxt, dataYaml } from './yolo-files.js';
import { yoloBox, yoloPoints } from './yolo-numbers.js';

const around = { approximated: 'the upright box around it' } as const;
const carries = {
  ...yoloCarries({ 'bounding-box': 'kept', 'rotated-bounding-box': around, polygon: around, segmentation: around }),
  relations: { approximated: 'only groups of an object and its points count: the points are its key points' },
};
/** Points are no classes of their own here. */
const withPoints = { ...carries, geometries: { ...carries.geometries, point: 'kept' as const } };

/** Titles of the point classes, in ontology order: the key points of every object. */
const keyPointsOf = ({ tools }: Ontology): string[] => [
  ...new Set(tools.flatMap(({ tool, title }) => (tool === 'point' && typeof title === 'string' ? [title] : []))),
];

/** A line `class cx cy w h (x y visibility)…` for each object. Source: Ultralytics, "Pose Estimation Datasets Overview". */
export const yoloPose = perImageConverter({
  name: 'yolo-pose',
  title: 'YOLO pose',
  options: z.strictObject(perImageOptions),
  carries,
  format: (classes, { ontology }) => new PoseLines(classes, keyPointsOf(ontology)),
  files(classes, { ontology }) {
    const points = keyPointsOf(ontology);
    const shape = [
      `kpt_shape: [${points.length}, 3]`,
      '# key points keep their place when an image is mirrored; change it where left and right are told apart',
      `flip_idx: [${points.map((_, i) => i).join(', ')}]`,
      'kpt_names:',
      ...classes.titles().map((_, id) => `  ${id}: ${JSON.stringify(points)}`),
    ];
    return [dataYaml(classes.titles(), shape), classesTxt(classes.titles())];
  },
});

type Entry =
  | { readonly id: string; readonly line: string }
  | { readonly id: string; readonly title: string; readonly at: Point; readonly hidden: boolean };

class PoseLines implements LabelFormat<Entry> {
  readonly carries = withPoints;
  readonly folder = 'labels/';
  readonly extension = '.txt';

  constructor(
    private readonly classes: ClassIds,
    private readonly names: readonly string[],
  ) {}

  entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): Entry | null {
    const { objectId: id, title } = tool;
    if (!size) return (losses.add(noSize), null);
    if (kind === 'point') return { id, title, at: tool['point'] as Point, hidden: isHidden(tool) };
    const box = boxInImage(kind, tool[kind], size, losses);
    return box && { id, line: `${this.classes.of(title)} ${yoloBox(box, size)}` };
  }

  file(
    { size, relations }: LabelledImage,
    entries: readonly Entry[],
    losses: Losses,
  ): { body: string; annotations: number } {
    const objects = entries.flatMap((entry) => ('line' in entry ? [entry] : []));
    const points = entries.flatMap((entry) => ('at' in entry ? [{ ...entry, objectId: entry.id }] : []));
    const groups = keyPointGroups(relations, new Set(objects.map(({ id }) => id)), points);
    const used = new Set([...groups.values()].flat());
    losses.add('point: of no object, so it is no key point', points.length - used.size);
    const lines = objects.map(({ id, line }) => `${line}${this.keyPoints(groups.get(id) ?? [], size)}\n`);
    return { body: lines.join(''), annotations: lines.length };
  }

  /** A point that is not there is `0 0 0`; 1 hidden, 2 visible. */
  private keyPoints(points: readonly Extract<Entry, { at: Point }>[], size: ImageSize | null): string {
    return this.names
      .map((name) => {
        const point = points.find(({ title }) => title === name);
        if (!point || !size) return ' 0 0 0';
        return ` ${yoloPoints([movedInside(point.at, size)], size)} ${point.hidden ? 1 : 2}`;
      })
      .join('');
  }
}

const isHidden = ({ classifications }: ExportedTool): boolean =>
  classifications.some(({ title, answer }) => title === 'visibility' && answer === 'hidden');
