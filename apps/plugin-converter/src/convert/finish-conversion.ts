import {
  describeArchive,
  safeEntryName,
  SegmentedFile,
  type ArchiveDescriptor,
  type FileEntry,
  type FilePart,
  type Segment,
  type Staging,
} from '@hub/archive';
import { CocoCategories, cocoFile, Losses, noCategories, type CocoCategoriesState } from '@hub/formats';
import type { ObjectStorage } from '@hub/object-storage';
import type { ConversionContext, ConversionOutcome } from './conversion-context.js';
import type { ConversionResult } from './conversion-result.js';
import { OriginalArchive } from './original-archive.js';

/** Joins the stretches to the converted archive by reference: the COCO file first, then its manifest. */
export class FinishConversion {
  constructor(
    private readonly bucket: Pick<ObjectStorage, 'get'>,
    private readonly staging: Staging,
  ) {}

  async execute(context: ConversionContext, results: AsyncIterable<ConversionResult>): Promise<ConversionOutcome> {
    const original = await OriginalArchive.load(this.bucket, context.archive.descriptor);
    const joined = await join(results);
    const categories = new CocoCategories(original.content.ontology, joined.categories).list();
    const name = safeEntryName(`${context.archive.fileName.replace(/\.zip$/, '')}-coco`);
    const tail = await this.file(context.exportId, 'tail', cocoFile.tail(categories));
    const data: FileEntry = {
      kind: 'file',
      name: `${name}.json`,
      parts: [
        ...(await this.file(context.exportId, 'head', cocoFile.head(context.projectName))),
        ...separated(joined.images),
        literal(cocoFile.between),
        ...separated(joined.annotations),
        ...tail,
      ],
    };
    const manifest = manifestText(context, joined, categories.length);
    const manifestFile: FileEntry = {
      kind: 'file',
      name: 'manifest.json',
      parts: await this.file(context.exportId, 'manifest', manifest),
    };
    const descriptor: ArchiveDescriptor = { version: 1, members: [data, manifestFile], content: null };
    const body = Buffer.from(JSON.stringify(descriptor));
    return {
      archive: {
        descriptor: { key: await this.staging.putObject(context.exportId, 'descriptor', body), bytes: body.length },
        fileName: `${name}.zip`,
        bytes: describeArchive(descriptor).bytes,
        reconciliation: context.archive.reconciliation,
        annotations: joined.counts.annotations,
      },
    };
  }

  private async file(exportId: string, name: string, text: string): Promise<FilePart[]> {
    const file = new SegmentedFile(this.staging, exportId, name);
    await file.write(Buffer.from(text));
    return (await file.finish()).map(segmentPart);
  }
}

interface Joined {
  readonly images: Segment[][];
  readonly annotations: Segment[][];
  readonly counts: { images: number; annotations: number };
  readonly losses: Losses;
  readonly categories: CocoCategoriesState;
}

/** References only: some hundred bytes a slice. */
async function join(results: AsyncIterable<ConversionResult>): Promise<Joined> {
  const images: Segment[][] = [];
  const annotations: Segment[][] = [];
  const counts = { images: 0, annotations: 0 };
  const losses = new Losses();
  let categories = noCategories;
  for await (const result of results) {
    images.push(result.images);
    annotations.push(result.annotations);
    counts.images += result.counts.images;
    counts.annotations += result.counts.annotations;
    for (const [what, times] of result.losses) losses.add(what, times);
    // each slice went on from the one before
    categories = result.state.categories;
  }
  return { images, annotations, counts, losses, categories };
}

/** Runs of segments with the list's separator between those that hold anything. */
function separated(runs: readonly Segment[][]): FilePart[] {
  const filled = runs.filter((run) => run.length > 0);
  return filled.flatMap((run, i) => [...(i === 0 ? [] : [literal(cocoFile.separator)]), ...run.map(segmentPart)]);
}

const segmentPart = (segment: Segment): FilePart => ({ kind: 'segment', segment });
const literal = (text: string): FilePart => ({ kind: 'literal', plain: Buffer.from(text).toString('base64') });

/** `manifest.json` of the converted archive: where it comes from, what is in it, and the fidelity report. */
function manifestText(context: ConversionContext, { counts, losses }: Joined, categories: number): string {
  const fidelity = losses.list().map(([what, times]) => ({ what, times }));
  const { exportId, projectId, projectName, converter, archive } = context;
  const source = { exportId, projectId, projectName, fileName: archive.fileName };
  return `${JSON.stringify({ converter, source, counts: { ...counts, categories }, reconciliation: archive.reconciliation, fidelity }, null, 2)}\n`;
}
