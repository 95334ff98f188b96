import type { Staging } from '@hub/archive';
import type { ObjectStorage } from '@hub/object-storage';
import type { Slice } from '@hub/sliced-work';
import type { ConversionContext, Stretch } from './conversion-context.js';
import { conversionRecipe } from './conversion-recipe.js';
import type { ConversionResult } from './conversion-result.js';
import type { FileNames } from './file-names.js';
import { OriginalArchive } from './original-archive.js';
import { SliceOutput } from './slice-output.js';

/** Converts one stretch of documents. */
export class ConvertSlice {
  constructor(
    private readonly bucket: Pick<ObjectStorage, 'get'>,
    private readonly staging: Staging,
    private readonly names: FileNames,
  ) {}

  /** `before` is what the slice before gave; null for the first. */
  async execute(
    context: ConversionContext,
    slice: Slice<Stretch>,
    before: ConversionResult | null,
    signal: AbortSignal,
  ): Promise<ConversionResult> {
    const original = await OriginalArchive.load(this.bucket, context.archive.descriptor);
    const recipe = conversionRecipe(context, original.content.ontology);
    const { converter } = recipe;
    const output = new SliceOutput(this.staging, this.names, context.exportId, slice.number, converter.streams);
    const state = before ? converter.state.parse(before.state) : converter.start;
    const run = converter.open(recipe.context, state, output);
    for await (const chunk of original.documents(slice.input)) {
      signal.throwIfAborted();
      await run.push(chunk);
    }
    await run.finish();
    return {
      ...(await output.finish()),
      annotations: run.annotations,
      losses: run.losses.list(),
      state: run.state(),
    };
  }
}
