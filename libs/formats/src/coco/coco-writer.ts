import { geometryOf } from '@hub/annotations';
import { DocumentScanner } from '../read/document-scanner.js';
import {
  CocoCategories,
  noCategories,
  type CocoCategoriesState,
  type CocoCategory,
  type CocoOntology,
} from './coco-categories.js';
import {
  attributesOf,
  cocoHeadSchema,
  cocoRelationsSchema,
  cocoToolSchema,
  type CocoHead,
  type CocoTool,
} from './coco-document.js';
import { cocoShape } from './coco-shape.js';
import type { ImageSize } from './image-size.js';
import { keyPointGroups, keyPointsOf, lonePoint } from './key-points.js';
import { Losses } from './losses.js';
import { SeenPages } from './seen-pages.js';

/** Where one stretch of documents ends and the next goes on: ids, and what was met beyond the ontology. */
export interface CocoState {
  readonly nextImage: number;
  readonly nextAnnotation: number;
  readonly categories: CocoCategoriesState;
}
export const cocoStart: CocoState = { nextImage: 1, nextAnnotation: 1, categories: noCategories };

/** Takes the members of the two lists, as JSON without separators. Resolves when more may come. */
export interface CocoSink {
  image(json: string): Promise<void>;
  annotation(json: string): Promise<void>;
}

/** Objects of a document that are held back so that they can be joined with their points; beyond, they are written at once. */
const mostHeld = 20_000;

interface HeldObject {
  readonly tool: CocoTool;
  readonly annotation: Record<string, unknown>;
}

/**
 * Exported documents in, COCO images and annotations out, with flat memory. Image and annotation ids go on from the given
 * state. Boxes, rotated boxes (as polygons, the angle as attribute), polygons, segmentations (masks where there are
 * holes) and points are kept; points grouped with an object become its key points. What has no place is counted.
 */
export class CocoWriter {
  readonly losses = new Losses();
  private readonly categories: CocoCategories;
  private readonly scanner: DocumentScanner;
  private nextImage: number;
  private nextAnnotation: number;
  private head: CocoHead | null = null;
  private pages = new SeenPages();
  private held: HeldObject[] = [];
  private points: CocoTool[] = [];
  private holding = true;

  constructor(
    ontology: CocoOntology,
    state: CocoState,
    private readonly sink: CocoSink,
  ) {
    this.categories = new CocoCategories(ontology, state.categories);
    this.nextImage = state.nextImage;
    this.nextAnnotation = state.nextAnnotation;
    this.scanner = new DocumentScanner({
      head: (json) => this.begin(cocoHeadSchema.parse(JSON.parse(json))),
      tool: (json) => this.add(cocoToolSchema.parse(JSON.parse(json))),
      end: ({ classifications, relations }) => this.end(classifications, relations),
    });
  }

  /** Bytes of documents, cut anywhere. */
  push(chunk: Buffer): Promise<void> {
    return this.scanner.push(chunk);
  }

  state(): CocoState {
    return { nextImage: this.nextImage, nextAnnotation: this.nextAnnotation, categories: this.categories.state() };
  }

  categoryList(): CocoCategory[] {
    return this.categories.list();
  }

  private begin(head: CocoHead): void {
    this.head = head;
    this.pages = new SeenPages();
    this.held = [];
    this.points = [];
    this.holding = true;
  }

  private async add(tool: CocoTool): Promise<void> {
    // the mark that an object is gone is no object
    if (tool.interpolationStopped) return;
    const kind = geometryOf(tool);
    if (kind === 'point' && this.holding) this.points.push(tool);
    else if (kind === 'point') await this.writePoint(tool);
    else {
      const shape = kind && cocoShape(kind, tool[kind], this.size(), isCrowd(tool));
      if (!shape) return this.losses.add(`${kind ?? 'unknown geometry'}: COCO has no such object`);
      if (kind === 'segmentation' && !this.size() && hasHoles(tool[kind]))
        this.losses.add('holes: the image size is not known');
      const { segmentation, bbox, area } = shape;
      const rotation =
        kind === 'rotated-bounding-box' ? { rotation: (tool[kind] as { rotation: number }).rotation } : {};
      const annotation = {
        segmentation,
        area,
        bbox,
        attributes: { ...rotation, ...attributesOf(tool.classifications) },
      };
      if (this.holding) this.held.push({ tool, annotation });
      else await this.write(tool, annotation);
    }
    if (this.holding && this.held.length + this.points.length > mostHeld) await this.letGo();
  }

  /** Too many objects to look for key points among them. */
  private async letGo(): Promise<void> {
    this.holding = false;
    for (const { tool, annotation } of this.held) await this.write(tool, annotation);
    for (const point of this.points) await this.writePoint(point);
    this.held = [];
    this.points = [];
  }

  private async end(classifications: string, relations: string): Promise<void> {
    const answers = (JSON.parse(classifications) as unknown[]).length;
    if (answers > 0) this.losses.add('classifications of the task: COCO has no place for them', answers);
    const groups = cocoRelationsSchema.parse(JSON.parse(relations));
    const objectIds = new Set(this.held.map(({ tool }) => tool.objectId));
    const pointsOf = keyPointGroups(groups, objectIds, this.points);
    const joined = new Set([...pointsOf.values()].flat());
    for (const { tool, annotation } of this.held) {
      const points = pointsOf.get(tool.objectId);
      await this.write(
        tool,
        points ? { ...annotation, ...keyPointsOf(this.categories.keyPointsOf(tool.title), points) } : annotation,
      );
    }
    for (const point of this.points) if (!joined.has(point)) await this.writePoint(point);
    const other = groups.length - pointsOf.size;
    if (other > 0) this.losses.add('relations: COCO has no place for them', other);
    if (!this.pages.any && this.head) await this.image(this.head, undefined);
    this.nextImage += this.pages.span;
    this.head = null;
  }

  private writePoint(tool: CocoTool): Promise<void> {
    return this.write(tool, { ...lonePoint(tool), attributes: attributesOf(tool.classifications) });
  }

  private async write(tool: CocoTool, annotation: Record<string, unknown>): Promise<void> {
    const image_id = await this.image(this.head as CocoHead, tool.page);
    const { attributes, ...geometry } = annotation;
    const iscrowd = isCrowd(tool) ? 1 : 0;
    const ids = { id: this.nextAnnotation++, image_id, category_id: this.categories.idOf(tool.title) };
    await this.sink.annotation(
      JSON.stringify({
        ...ids,
        ...geometry,
        iscrowd,
        object_id: tool.objectId,
        ...(!isEmpty(attributes) && { attributes }),
      }),
    );
  }

  /** The image of a page, written when it is first met. Frames and pages of one asset have ids in a row. */
  private async image(head: CocoHead, page: number | undefined): Promise<number> {
    const id = this.nextImage + (page ?? 0);
    if (!this.pages.add(page ?? 0)) return id;
    const size = this.size();
    const file = page === undefined ? head.externalId : (head.dataset?.[page] ?? `${head.externalId}#${page}`);
    const frame = page === undefined ? {} : { video_id: head.assetId, frame_id: page };
    const url = page === undefined ? head.asset : (head.dataset?.[page] ?? head.asset);
    await this.sink.image(
      JSON.stringify({
        id,
        file_name: file,
        ...(size ?? { width: 0, height: 0 }),
        coco_url: url,
        task_id: head.task.taskId,
        ...frame,
      }),
    );
    if (!size) this.losses.add('image size: not known, written as 0');
    return id;
  }

  private size(): ImageSize | null {
    const { width, height } = this.head?.metadata ?? {};
    return width && height ? { width, height } : null;
  }
}

const isCrowd = (tool: CocoTool): boolean => tool.source?.iscrowd === 1;
const hasHoles = (value: unknown): boolean =>
  (value as { zones: { holes: unknown[] }[] }).zones.some(({ holes }) => holes.length > 0);
const isEmpty = (value: unknown): boolean => Object.keys(value as object).length === 0;
