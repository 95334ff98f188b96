import { geometryOf } from '@hub/annotations';
import { safeEntryName } from '@hub/archive';
import { z } from 'zod';
import type { Converter, ConverterOutput, ConverterRun } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import type { ExportedHead, ExportedTool } from '../document/exported-document.js';
import { PageGroups } from '../document/page-groups.js';
import { ClassIds } from '../images/class-ids.js';
import { stemOf } from '../images/image-names.js';
import { perImageStart, perImageState, type PerImageState } from '../images/per-image-options.js';
import { boundsOfShape } from '../images/shapes.js';
import { sequenceInfo } from './sequence-info.js';

const nowhere = { dropped: 'MOT has no place for it' } as const;
const around = { approximated: 'the upright box around it' } as const;
const carries: Carries = {
  geometries: {
    'bounding-box': 'kept',
    'rotated-bounding-box': around,
    polygon: around,
    segmentation: around,
    point: nowhere,
    polyline: nowhere,
    ner: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
  },
  taskClassifications: nowhere,
  objectClassifications: nowhere,
  relations: nowhere,
  pages: 'kept',
  tracks: 'kept',
};

/**
 * A folder `<sequence>/` for each video or image: `gt/gt.txt`, a line `frame,id,left,top,width,height,considered,class,visibility`
 * for each object in each frame, and `seqinfo.ini`. Frames, tracks and classes count from 1. Source: MOTChallenge, "MOT16:
 * A Benchmark for Multi-Object Tracking", table 6.
 */
export const motConverter: Converter<Record<string, never>, PerImageState> = {
  name: 'mot',
  title: 'MOT',
  options: z.strictObject({}),
  state: perImageState,
  start: perImageStart,
  carries,
  streams: {},
  open: ({ ontology }, state, output) => new MotRun(new ClassIds(ontology, carries, state.added), output),
  conclude: ({ ontology }, { added }) => {
    const titles = new ClassIds(ontology, carries, added).titles();
    return [
      { name: 'labels.txt', pieces: [{ text: titles.map((title) => `${title.replace(/\s+/g, ' ')}\n`).join('') }] },
    ];
  },
};

/** Track, class, left, top, width and height. */
type Entry = readonly [track: number, label: number, x: number, y: number, width: number, height: number];

class MotRun implements ConverterRun<PerImageState> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private readonly frames = new PageGroups<Entry>();
  private head: ExportedHead | null = null;
  /** Numbers of the objects of one asset, in the order they are met. */
  private tracks = new Map<string, number>();

  constructor(
    private readonly classes: ClassIds,
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => {
        this.head = head;
        this.tracks = new Map();
      },
      tool: (tool) => this.tool(tool),
      end: ({ classifications, relations }) => this.end(classifications.length, relations.length),
    });
  }

  push(chunk: Buffer): Promise<void> {
    return this.reader.push(chunk);
  }

  finish(): Promise<void> {
    return this.reader.finish();
  }

  state(): PerImageState {
    return { added: [...this.classes.added] };
  }

  private tool(tool: ExportedTool): Promise<void> | void {
    if (tool.interpolationStopped) return;
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: MOT has no such object');
    noteLoss(this.losses, kind, carries.geometries[kind]);
    noteLoss(this.losses, 'answers about an object', carries.objectClassifications, tool.classifications.length);
    const box = boundsOfShape(kind, tool[kind]);
    if (!box) return;
    const label = this.classes.of(tool.title) + 1;
    this.annotations++;
    return this.frames.add(tool.page ?? 0, [this.track(tool.objectId), label, box.x, box.y, box.width, box.height]);
  }

  private track(objectId: string): number {
    const known = this.tracks.get(objectId);
    if (known !== undefined) return known;
    this.tracks.set(objectId, this.tracks.size + 1);
    return this.tracks.size;
  }

  private async end(classifications: number, relations: number): Promise<void> {
    const head = this.head as ExportedHead;
    noteLoss(this.losses, 'answers about the task', carries.taskClassifications, classifications);
    noteLoss(this.losses, 'relations', carries.relations, relations);
    const sequence = safeEntryName(stemOf(head.externalId));
    const wish = { taskId: head.task.taskId, folder: 'sequences/', stem: sequence };
    const file = await this.output.large({ ...wish, extension: '/gt/gt.txt' });
    let last = 0;
    for await (const [page, entries] of this.frames.groups()) {
      last = page + 1;
      await file.write(entries.map((entry) => line(page + 1, entry)).join(''));
    }
    await file.end();
    await this.output.file({ ...wish, extension: '/seqinfo.ini' }, sequenceInfo(head, sequence, last));
  }
}

const line = (frame: number, [track, label, ...box]: Entry): string =>
  `${[frame, track, ...box.map((value) => Math.round(value * 100) / 100), 1, label, 1].join(',')}\n`;
