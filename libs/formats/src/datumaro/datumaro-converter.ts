import { geometryOf } from '@hub/annotations';
import { z } from 'zod';
import type { Converter, ConverterOutput, ConverterRun } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import {
  attributesOf,
  type ExportedClassification,
  type ExportedHead,
  type ExportedRelations,
  type ExportedTool,
} from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import { PageGroups } from '../document/page-groups.js';
import { assetStatus } from '../images/asset-status.js';
import { ClassIds } from '../images/class-ids.js';
import { stemOf } from '../images/image-names.js';
import { perImageStart, perImageState, type PerImageState } from '../images/per-image-options.js';
import { datumaroShape } from './datumaro-annotation.js';

const nowhere = { dropped: 'Datumaro has no place for it' } as const;
const carries: Carries = {
  geometries: {
    'bounding-box': 'kept',
    'rotated-bounding-box': { approximated: 'a polygon of its corners, the angle as an attribute' },
    polygon: 'kept',
    segmentation: { approximated: 'a mask of whole pixels where there are holes or several zones' },
    point: 'kept',
    polyline: 'kept',
    ner: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
  },
  taskClassifications: { approximated: 'attributes of the item; of answers to one question the last' },
  objectClassifications: { approximated: 'attributes; of answers to one question the last' },
  relations: { approximated: 'groups of objects of one image; the class and the direction are left out' },
  pages: 'kept',
  tracks: 'kept',
};

/**
 * `annotations/default.json`: an item for each image, frame or page, empty ones with the attribute `status`. Item ids are
 * `<external id>-<task id>`, because external ids need not be unique. Source: Datumaro, "Datumaro format".
 */
export const datumaroConverter: Converter<Record<string, never>, PerImageState> = {
  name: 'datumaro',
  title: 'Datumaro',
  options: z.strictObject({}),
  state: perImageState,
  start: perImageStart,
  carries,
  streams: { items: ',\n' },
  open: ({ ontology }, state, output) => new DatumaroRun(new ClassIds(ontology, carries, state.added), output),
  conclude: ({ ontology }, { added }) => {
    const titles = new ClassIds(ontology, carries, added).titles();
    const labels = titles.map((name) => ({ name, parent: '', attributes: [] }));
    const categories = JSON.stringify({ label: { labels, attributes: [] } });
    const opening = `{"info":{},"categories":${categories},"items":[\n`;
    return [{ name: 'annotations/default.json', pieces: [{ text: opening }, { stream: 'items' }, { text: '\n]}\n' }] }];
  },
};

interface Entry {
  readonly objectId: string;
  readonly label: number;
  readonly attributes: Record<string, unknown>;
  readonly shapes: readonly Record<string, unknown>[];
}

class DatumaroRun implements ConverterRun<PerImageState> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private readonly pages = new PageGroups<Entry>();
  private head: ExportedHead | null = null;
  private size: ImageSize | null = null;
  private met = false;
  private paged = false;

  constructor(
    private readonly classes: ClassIds,
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => this.begin(head),
      tool: (tool) => this.tool(tool),
      end: ({ classifications, relations }) => this.end(classifications, relations),
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

  private begin(head: ExportedHead): void {
    const { width, height, frameRate } = head.metadata;
    this.head = head;
    this.size = width && height ? { width, height } : null;
    this.met = false;
    this.paged = (head.dataset?.length ?? 0) > 1 || frameRate !== undefined;
  }

  private tool(tool: ExportedTool): Promise<void> | void {
    if (tool.interpolationStopped) return;
    this.met = true;
    if (tool.page !== undefined) this.paged = true;
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: Datumaro has no such object');
    noteLoss(this.losses, kind, carries.geometries[kind]);
    noteLoss(this.losses, 'answers about an object', carries.objectClassifications, tool.classifications.length);
    const value = tool[kind];
    const shapes = datumaroShape(kind, value, this.size, this.losses);
    if (shapes.length === 0) return;
    const { objectId, title, page } = tool;
    const rotation = kind === 'rotated-bounding-box' ? (value as { rotation?: unknown }).rotation : undefined;
    const attributes = {
      ...attributesOf(tool.classifications),
      ...(rotation !== undefined && { rotation }),
      ...(page !== undefined && { track_id: objectId }),
    };
    return this.pages.add(page ?? 0, { objectId, label: this.classes.of(title), attributes, shapes });
  }

  private async end(answers: readonly ExportedClassification[], relations: ExportedRelations): Promise<void> {
    noteLoss(this.losses, 'answers about the task', carries.taskClassifications, answers.length);
    noteLoss(this.losses, 'relations', carries.relations, relations.length);
    const groups = new Map<string, number>();
    relations.forEach((relation, i) => membersOf(relation).forEach((id) => groups.set(id, i + 1)));
    const head = this.head as ExportedHead;
    const attr = { ...attributesOf(answers), status: assetStatus(head, this.met || answers.length > 0) };
    let any = false;
    for await (const [page, entries] of this.pages.groups()) {
      any = true;
      await this.item(head, page, annotationsOf(entries, groups), attr);
    }
    if (!any) await this.item(head, 0, [], attr);
  }

  private item(head: ExportedHead, page: number, annotations: unknown[], attr: object): Promise<void> | void {
    const { externalId, task, asset, dataset } = head;
    const frame = this.paged ? `-${String(page).padStart(6, '0')}` : '';
    const path = dataset && dataset.length > 1 ? (dataset[page] ?? asset) : externalId;
    const image = { path, ...(this.size && { size: [this.size.height, this.size.width] }) };
    this.annotations += annotations.length;
    const id = `${stemOf(externalId)}-${task.taskId}${frame}`;
    const named = { ...attr, external_id: externalId, ...(this.paged && { frame: page }) };
    return this.output.append('items', JSON.stringify({ id, annotations, attr: named, image }));
  }
}

const membersOf = (relation: ExportedRelations[number]): string[] =>
  relation.group ?? [relation['from'], relation['to']].filter((id): id is string => typeof id === 'string');

const annotationsOf = (entries: readonly Entry[], groups: ReadonlyMap<string, number>): unknown[] =>
  entries
    .flatMap(({ objectId, label, attributes, shapes }) =>
      shapes.map((shape) => ({
        ...shape,
        attributes: { ...attributes, object_id: objectId },
        group: groups.get(objectId) ?? 0,
        label_id: label,
        z_order: 0,
      })),
    )
    .map((annotation, id) => ({ id, ...annotation }));
