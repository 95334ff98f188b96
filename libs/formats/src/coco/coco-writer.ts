import { geometryOf } from '@hub/annotations';
import type { ConverterRun } from '../converter/converter.js';
import { annotationJson, geometryJson } from './coco-annotation.js';
import {
  CocoCategories,
  noCategories,
  type CocoCategoriesState,
  type CocoCategory,
  type CocoOntology,
} from './coco-categories.js';
import {
  attributesOf,
  type ExportedHead,
  type ExportedRelations,
  type ExportedTool,
} from '../document/exported-document.js';
import { DocumentReader } from '../document/document-reader.js';
import { imageJson } from './coco-image.js';
import type { ImageSize } from '../document/image-size.js';
import { keyPointGroups, keyPointsJson, lonePointJson } from './key-points.js';
import { Losses } from '../converter/losses.js';
import { SeenPages } from '../document/seen-pages.js';

/** Where one stretch of documents ends and the next goes on: ids, and what was met beyond the ontology. */
export interface CocoState {
  readonly nextImage: number;
  readonly nextAnnotation: number;
  readonly categories: CocoCategoriesState;
}
export const cocoStart: CocoState = { nextImage: 1, nextAnnotation: 1, categories: noCategories };

/** Takes the members of the two lists, as JSON without separators. Gives a promise when it wants to be waited for. */
export interface CocoSink {
  image(json: string): Promise<void> | void;
  annotation(json: string): Promise<void> | void;
}

/** Objects of a document that are held back so that they can be joined with their points; beyond, they are written at once. */
const mostHeld = 20_000;

interface HeldObject {
  readonly tool: ExportedTool;
  readonly geometry: string;
}

/**
 * Exported documents in, COCO images and annotations out, with flat memory. Image and annotation ids go on from the given
 * state. Boxes, rotated boxes (as polygons, the angle as attribute), polygons, segmentations (masks where there are
 * holes) and points are kept; points grouped with an object become its key points. What has no place is counted.
 */
export class CocoWriter implements ConverterRun<CocoState> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly categories: CocoCategories;
  private readonly reader: DocumentReader;
  private nextImage: number;
  private nextAnnotation: number;
  private head: ExportedHead | null = null;
  private size: ImageSize | null = null;
  private pages = new SeenPages();
  private held: HeldObject[] = [];
  private points: ExportedTool[] = [];
  private holding: 'all' | 'points' | 'nothing' = 'all';

  constructor(
    ontology: CocoOntology,
    state: CocoState,
    private readonly sink: CocoSink,
  ) {
    this.categories = new CocoCategories(ontology, state.categories);
    this.nextImage = state.nextImage;
    this.nextAnnotation = state.nextAnnotation;
    this.reader = new DocumentReader({
      begin: (head, relations) => this.begin(head, relations),
      tool: (tool) => this.add(tool),
      end: ({ classifications, relations }) => this.end(classifications.length, relations),
    });
  }

  /** Bytes of documents, cut anywhere. */
  push(chunk: Buffer): Promise<void> {
    return this.reader.push(chunk);
  }

  /** After the last bytes. */
  finish(): Promise<void> {
    return this.reader.finish();
  }

  state(): CocoState {
    return { nextImage: this.nextImage, nextAnnotation: this.nextAnnotation, categories: this.categories.state() };
  }

  categoryList(): CocoCategory[] {
    return this.categories.list();
  }

  private begin(head: ExportedHead, relations: ExportedRelations | null): void {
    const { width, height } = head.metadata;
    this.head = head;
    this.size = width && height ? { width, height } : null;
    this.pages = new SeenPages();
    this.held = [];
    this.points = [];
    // nothing will be joined where no relation is; points follow the objects all the same
    this.holding = relations?.length === 0 ? 'points' : 'all';
  }

  private add(tool: ExportedTool): Promise<void> | void {
    // the mark that an object is gone is no object
    if (tool.interpolationStopped) return;
    const kind = geometryOf(tool);
    if (kind === 'point') {
      if (this.holding === 'nothing') return this.writePoint(tool);
      this.points.push(tool);
    } else {
      const geometry = kind && geometryJson(kind, tool, this.size);
      if (geometry === null) return this.losses.add(`${kind ?? 'unknown geometry'}: COCO has no such object`);
      if (kind === 'segmentation' && !this.size && hasHoles(tool[kind]))
        this.losses.add('holes: the image size is not known');
      if (this.holding !== 'all') return this.write(tool, geometry);
      this.held.push({ tool, geometry });
    }
    if (this.held.length + this.points.length > mostHeld) return this.letGo();
  }

  /** Too many objects to look for key points among them. */
  private async letGo(): Promise<void> {
    this.holding = 'nothing';
    for (const { tool, geometry } of this.held) await this.write(tool, geometry);
    for (const point of this.points) await this.writePoint(point);
    this.held = [];
    this.points = [];
  }

  private async end(classifications: number, relations: ExportedRelations): Promise<void> {
    if (classifications > 0)
      this.losses.add('classifications of the task: COCO has no place for them', classifications);
    const objectIds = new Set(this.held.map(({ tool }) => tool.objectId));
    const pointsOf = keyPointGroups(relations, objectIds, this.points);
    const joined = new Set([...pointsOf.values()].flat());
    for (const { tool, geometry } of this.held) {
      const points = pointsOf.get(tool.objectId);
      const names = points && this.categories.keyPointsOf(tool.title);
      await this.write(tool, points && names ? `${geometry},${keyPointsJson(names, points)}` : geometry);
    }
    for (const point of this.points) if (!joined.has(point)) await this.writePoint(point);
    const other = relations.length - pointsOf.size;
    if (other > 0) this.losses.add('relations: COCO has no place for them', other);
    if (!this.pages.any && this.head) await this.image(this.head, undefined);
    this.nextImage += this.pages.span;
    this.head = null;
  }

  private writePoint(tool: ExportedTool): Promise<void> | void {
    return this.write(tool, lonePointJson(tool));
  }

  private write(tool: ExportedTool, geometry: string): Promise<void> | void {
    const head = this.head as ExportedHead;
    const image = this.nextImage + (tool.page ?? 0);
    this.annotations++;
    const ids = { id: this.nextAnnotation++, image, category: this.categories.idOf(tool.title) };
    const imageWritten = this.image(head, tool.page);
    const json = annotationJson(ids, geometry, tool, attributesOfTool(tool));
    return imageWritten ? imageWritten.then(() => this.sink.annotation(json)) : this.sink.annotation(json);
  }

  /** The image of a page, written when it is first met. Frames and pages of one asset have ids in a row. */
  private image(head: ExportedHead, page: number | undefined): Promise<void> | void {
    if (!this.pages.add(page ?? 0)) return;
    if (!this.size) this.losses.add('image size: not known, written as 0');
    return this.sink.image(imageJson(head, this.nextImage + (page ?? 0), page, this.size));
  }
}

/** Null in the many cases where there are none. */
function attributesOfTool(tool: ExportedTool): Record<string, unknown> | null {
  const rotated = geometryOf(tool) === 'rotated-bounding-box';
  if (!rotated && tool.classifications.length === 0) return null;
  const rotation = rotated ? { rotation: (tool['rotated-bounding-box'] as { rotation: number }).rotation } : {};
  return { ...rotation, ...attributesOf(tool.classifications) };
}

const hasHoles = (value: unknown): boolean =>
  (value as { zones: { holes: unknown[] }[] }).zones.some(({ holes }) => holes.length > 0);
