import {
  describeArchive,
  SegmentedFile,
  type ArchiveDescriptor,
  type FileEntry,
  type FilePart,
  type Staging,
} from '@hub/archive';
import type { FinalFile } from '@hub/formats';
import type { ObjectStorage } from '@hub/object-storage';
import type { ConversionContext, ConversionOutcome } from './conversion-context.js';
import { conversionManifest } from './conversion-manifest.js';
import { conversionRecipe } from './conversion-recipe.js';
import type { ConversionResult } from './conversion-result.js';
import { fidelityOf } from './fidelity-of.js';
import { JoinedResults, segmentPart } from './joined-results.js';
import { OriginalArchive } from './original-archive.js';

/** Joins the slices to the converted archive by reference: the converter's main file first, the manifest last. */
export class FinishConversion {
  constructor(
    private readonly bucket: Pick<ObjectStorage, 'get'>,
    private readonly staging: Staging,
  ) {}

  async execute(context: ConversionContext, results: AsyncIterable<ConversionResult>): Promise<ConversionOutcome> {
    const { exportId, archive } = context;
    const original = await OriginalArchive.load(this.bucket, archive.descriptor);
    const recipe = conversionRecipe(context, original.content.ontology);
    const { converter } = recipe;
    const joined = await JoinedResults.of(results);
    const state = joined.state === undefined ? converter.start : converter.state.parse(joined.state);
    const finals: FileEntry[] = [];
    for (const [index, file] of converter.conclude(recipe.context, state).entries())
      finals.push({
        kind: 'file',
        name: file.name,
        parts: await this.parts(exportId, index, file, joined, converter.streams),
      });
    const [main, ...others] = finals;
    const manifest: FileEntry = {
      kind: 'file',
      name: 'manifest.json',
      parts: await this.text(exportId, 'manifest', conversionManifest(context, recipe, joined)),
    };
    const members = [...(main ? [main] : []), ...joined.files, ...others, manifest];
    const descriptor: ArchiveDescriptor = { version: 1, members, content: null };
    const body = Buffer.from(JSON.stringify(descriptor));
    return {
      archive: {
        descriptor: { key: await this.staging.putObject(exportId, 'descriptor', body), bytes: body.length },
        fileName: `${recipe.context.baseName}.zip`,
        bytes: describeArchive(descriptor).bytes,
        reconciliation: archive.reconciliation,
        annotations: joined.annotations,
      },
      fidelity: fidelityOf(joined.losses),
    };
  }

  private async parts(
    exportId: string,
    file: number,
    { pieces }: FinalFile,
    joined: JoinedResults,
    separators: Readonly<Record<string, string>>,
  ): Promise<FilePart[]> {
    const parts: FilePart[] = [];
    for (const [index, piece] of pieces.entries()) {
      if ('stream' in piece) parts.push(...joined.parts(piece.stream, separators[piece.stream] ?? ''));
      else parts.push(...(await this.text(exportId, `final/${file}-${index}`, piece.text)));
    }
    return parts;
  }

  private async text(exportId: string, name: string, text: string): Promise<FilePart[]> {
    const file = new SegmentedFile(this.staging, exportId, name);
    await file.write(Buffer.from(text));
    return (await file.finish()).map(segmentPart);
  }
}
