import type { z } from 'zod';
import type { ConverterName } from '@hub/event-contracts';
import type { Converter, ConverterContext, FinalFile } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { ClassIds } from './class-ids.js';
import { perImageStart, perImageState, type PerImageOptions, type PerImageState } from './per-image-options.js';
import { imagesHead, imagesStream, PerImageRun, type LabelFormat } from './per-image-run.js';

interface PerImageFormat<Options extends PerImageOptions, Entry> {
  readonly name: ConverterName;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  readonly carries: Carries;
  format(classes: ClassIds, context: ConverterContext<Options>): LabelFormat<Entry>;
  /** Files that name the classes; the first one is the main file. */
  files(classes: ClassIds, context: ConverterContext<Options>): readonly FinalFile[];
}

/** A converter that writes a label file for each image, a list of them, and a list of the classes. */
export const perImageConverter = <Options extends PerImageOptions, Entry>({
  format,
  files,
  ...declared
}: PerImageFormat<Options, Entry>): Converter<Options, PerImageState> => ({
  ...declared,
  state: perImageState,
  start: perImageStart,
  // a line has its own end
  streams: { [imagesStream]: '' },
  open(context, state, output) {
    const classes = new ClassIds(context.ontology, declared.carries, state.added);
    return new PerImageRun(format(classes, context), classes, context.options, output);
  },
  conclude: (context, state) => [
    ...files(new ClassIds(context.ontology, declared.carries, state.added), context),
    { name: imagesStream, pieces: [{ text: imagesHead }, { stream: imagesStream }] },
  ],
});
