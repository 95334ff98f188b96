import { geometryOf, type GeometryKind } from '@hub/annotations';
import type { ConverterOutput, ConverterRun } from '../converter/converter.js';
import { csvLine } from '../converter/csv-line.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import type { ExportedHead, ExportedRelations, ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import { PageGroups } from '../document/page-groups.js';
import { assetStatus } from './asset-status.js';
import type { ClassIds } from './class-ids.js';
import { stemOf } from './image-names.js';
import type { PerImageOptions, PerImageState } from './per-image-options.js';

/** One image, frame or page. */
export interface LabelledImage {
  readonly head: ExportedHead;
  /** Absent for an asset of one image. */
  readonly page?: number;
  /** Pixels; null while nobody knows. */
  readonly size: ImageSize | null;
  /** Of the whole task. */
  readonly relations: ExportedRelations;
  /** As it will be called, without folder and extension, unless another task has that name. */
  readonly stem: string;
}

/** How a format with a label file for each image writes it. */
export interface LabelFormat<Entry> {
  readonly carries: Carries;
  readonly folder: string;
  readonly extension: string;
  /** What of an object has to be known when its image is written; null for nothing, which is counted. Plain JSON. */
  entry(tool: ExportedTool, kind: GeometryKind, size: ImageSize | null, losses: Losses): Entry | null;
  /** The label file, and how many annotations it holds. */
  file(image: LabelledImage, entries: readonly Entry[], losses: Losses): { body: string; annotations: number };
}

export const imagesStream = 'images.csv';
export const imagesHead = csvLine([
  'file',
  'external_id',
  'task_id',
  'asset',
  'page',
  'width',
  'height',
  'stage',
  'status',
  'annotations',
]);

/** Exported documents in, a label file for each image out, and a line in images.csv for each. */
export class PerImageRun<Entry> implements ConverterRun<PerImageState> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private readonly pages = new PageGroups<Entry>();
  private head: ExportedHead | null = null;
  private size: ImageSize | null = null;
  /** Objects that the asset has, whether or not the format keeps them. */
  private met = 0;
  private passed = false;
  private paged = false;

  constructor(
    private readonly format: LabelFormat<Entry>,
    private readonly classes: ClassIds,
    private readonly options: PerImageOptions,
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => this.begin(head),
      tool: (tool) => this.tool(tool),
      end: ({ classifications, relations }) => this.end(classifications.length, relations),
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
    const { width, height } = head.metadata;
    this.head = head;
    this.size = width && height ? { width, height } : null;
    this.met = 0;
    this.passed = !isWanted(head, this.options.batch_names);
    this.paged = (head.dataset?.length ?? 0) > 1 || head.metadata.frameRate !== undefined;
  }

  private tool(tool: ExportedTool): Promise<void> | void {
    // the mark that an object is gone is no object
    if (this.passed || tool.interpolationStopped) return;
    this.met++;
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: this format has no such object');
    const { carries } = this.format;
    noteLoss(this.losses, kind, carries.geometries[kind]);
    noteLoss(this.losses, 'answers about an object', carries.objectClassifications, tool.classifications.length);
    const entry = this.format.entry(tool, kind, this.size, this.losses);
    if (tool.page !== undefined) this.paged = true;
    if (entry !== null) return this.pages.add(tool.page ?? 0, entry);
  }

  private async end(classifications: number, relations: ExportedRelations): Promise<void> {
    const { head, size } = this;
    if (!head || this.passed) return this.pages.forget();
    const { carries } = this.format;
    noteLoss(this.losses, 'answers about the task', carries.taskClassifications, classifications);
    noteLoss(this.losses, 'relations', carries.relations, relations.length);
    let any = false;
    for await (const [page, entries] of this.pages.groups()) {
      any = true;
      await this.write(this.image(head, page, size, relations), entries);
    }
    if (!any) await this.write(this.image(head, 0, size, relations), []);
  }

  private image(head: ExportedHead, page: number, size: ImageSize | null, relations: ExportedRelations): LabelledImage {
    const frame = this.paged ? `-${String(page).padStart(6, '0')}` : '';
    return { head, ...(this.paged && { page }), size, relations, stem: `${stemOf(head.externalId)}${frame}` };
  }

  private async write(image: LabelledImage, entries: readonly Entry[]): Promise<void> {
    const { head, page } = image;
    const { body, annotations } = this.format.file(image, entries, this.losses);
    this.annotations += annotations;
    const status = assetStatus(head, this.met > 0);
    const row = (file: string): string => imageRow(file, image, status, annotations);
    // which frames of a video are empty nobody says, and an image is not empty because its objects could not be kept
    const silent = entries.length === 0 && (page !== undefined || this.met > 0);
    if (silent || (status === 'unlabelled' && this.options.unlabelled === 'list'))
      return this.output.append(imagesStream, row(''));
    const { folder, extension } = this.format;
    const wish = { folder, stem: stemOf(head.externalId), extension, taskId: head.task.taskId, page };
    await this.output.file({ ...wish, listed: { stream: imagesStream, member: row } }, body);
  }
}

function isWanted({ batches }: ExportedHead, names: readonly string[] | undefined): boolean {
  if (!names) return true;
  return Array.isArray(batches) && batches.some((batch) => names.includes(batch as string));
}

function imageRow(file: string, { head, page, size }: LabelledImage, status: string, annotations: number): string {
  const url = page === undefined ? head.asset : (head.dataset?.[page] ?? head.asset);
  const stage = typeof head.task['stage'] === 'string' ? head.task['stage'] : '';
  return csvLine([
    file,
    head.externalId,
    head.task.taskId,
    url,
    page ?? '',
    size?.width ?? '',
    size?.height ?? '',
    stage,
    status,
    annotations,
  ]);
}
