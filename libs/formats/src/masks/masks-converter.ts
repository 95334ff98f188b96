import { geometryOf } from '@hub/annotations';
import { z } from 'zod';
import type { Converter, ConverterOutput } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import type { ExportedHead, ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import { PageGroups } from '../document/page-groups.js';
import { assetStatus } from '../images/asset-status.js';
import { ClassIds } from '../images/class-ids.js';
import { stemOf } from '../images/image-names.js';
import { imagesHead, imagesStream } from '../images/per-image-run.js';
import { perImageStart, perImageState, type PerImageState } from '../images/per-image-options.js';
import { ringsOf } from '../images/shapes.js';
import { csvLine } from '../converter/csv-line.js';
import { maskRows, type Painted } from './mask-rows.js';
import { writePng } from './png-rows.js';

const nowhere = { dropped: 'it has no area' } as const;
const pixels = { approximated: 'whole pixels; later objects cover earlier ones' } as const;
const none = { dropped: 'a mask has no place for it' } as const;
const carries: Carries = {
  geometries: {
    'bounding-box': pixels,
    'rotated-bounding-box': pixels,
    polygon: pixels,
    segmentation: pixels,
    point: nowhere,
    polyline: nowhere,
    ner: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
  },
  taskClassifications: none,
  objectClassifications: none,
  relations: none,
  pages: 'kept',
  tracks: none,
};

/** 16-bit greyscale masks: 0 is background, n is the class on line n of classes.txt. */
export const masksConverter: Converter<Record<string, never>, PerImageState> = {
  name: 'masks',
  title: 'PNG masks',
  options: z.strictObject({}),
  state: perImageState,
  start: perImageStart,
  carries,
  streams: { [imagesStream]: '' },
  open: ({ ontology }, state, output) => {
    const classes = new ClassIds(ontology, carries, state.added);
    const losses = new Losses();
    const run = new MasksRun(classes, losses, output);
    return run;
  },
  conclude: ({ ontology }, { added }) => [
    { name: 'images.csv', pieces: [{ text: imagesHead }, { stream: imagesStream }] },
    {
      name: 'classes.txt',
      pieces: [
        {
          text: new ClassIds(ontology, carries, added)
            .titles()
            .map((title) => `${title.replace(/\s+/g, ' ')}\n`)
            .join(''),
        },
      ],
    },
  ],
};

class MasksRun {
  annotations = 0;
  private readonly pages = new PageGroups<Painted>();
  private head: ExportedHead | null = null;
  private met = false;
  private paged = false;
  private readonly reader = new DocumentReader({
    begin: (head) => {
      this.head = head;
      this.met = false;
      this.paged = (head.dataset?.length ?? 0) > 1 || head.metadata.frameRate !== undefined;
    },
    tool: (tool) => this.tool(tool),
    end: ({ classifications, relations }) => this.end(classifications.length, relations.length),
  });

  constructor(
    private readonly classes: ClassIds,
    readonly losses: Losses,
    private readonly output: ConverterOutput,
  ) {}

  push = (chunk: Buffer): Promise<void> => this.reader.push(chunk);
  finish = (): Promise<void> => this.reader.finish();
  state = (): PerImageState => ({ added: [...this.classes.added] });

  private tool(tool: ExportedTool): Promise<void> | void {
    if (tool.interpolationStopped) return;
    this.met = true;
    if (tool.page !== undefined) this.paged = true;
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: a mask has no such object');
    noteLoss(this.losses, kind, carries.geometries[kind]);
    noteLoss(this.losses, 'answers about an object', none, tool.classifications.length);
    const zones = ringsOf(kind, tool[kind]);
    if (!zones) return;
    if (!sizeOf(this.head as ExportedHead)) return this.losses.add('object: the size of the image is unknown, or none');
    this.annotations++;
    return this.pages.add(tool.page ?? 0, { value: this.classes.of(tool.title) + 1, zones });
  }

  private async end(answers: number, relations: number): Promise<void> {
    noteLoss(this.losses, 'answers about the task', none, answers);
    noteLoss(this.losses, 'relations', none, relations);
    const head = this.head as ExportedHead;
    if (head.task['brushDataUrl']) this.losses.add('brush: the export holds its address only');
    let any = false;
    for await (const [page, shapes] of this.pages.groups()) {
      any = true;
      await this.image(head, page, shapes);
    }
    if (!any) await this.image(head, 0, []);
  }

  private async image(head: ExportedHead, page: number, shapes: readonly Painted[]): Promise<void> {
    const { externalId, asset, task, dataset } = head;
    const { width, height } = sizeOf(head) ?? { width: 0, height: 0 };
    const status = assetStatus(head, this.met);
    const frame = this.paged ? page : '';
    const stage = typeof task['stage'] === 'string' ? task['stage'] : '';
    const url = this.paged ? (dataset?.[page] ?? asset) : asset;
    const member = (name: string): string =>
      csvLine([name, externalId, task.taskId, url, frame, width || '', height || '', stage, status, shapes.length]);
    const silent = shapes.length === 0 && (this.paged || status !== 'empty');
    if (silent || !width || !height) return this.output.append(imagesStream, member(''));
    const wish = { folder: 'masks/', stem: stemOf(externalId), extension: '.png', taskId: task.taskId };
    const listed = { stream: imagesStream, member };
    const file = await this.output.large({ ...wish, ...(this.paged && { page }), listed });
    await writePng({ width, height, palette: null }, maskRows(shapes, { width, height }), file);
    await file.end();
  }
}

/** Pixels on a side: beyond, no reader opens the file. */
const mostSide = 65_535;

/** Null for a size that no image has. */
function sizeOf({ metadata: { width = 0, height = 0 } }: ExportedHead): ImageSize | null {
  const usable = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= mostSide);
  return usable ? { width, height } : null;
}
