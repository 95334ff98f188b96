import { safeEntryName } from '@hub/archive';
import { badRequest } from '@hub/failures';
import { converterOf, type Converter, type ConverterContext, type Ontology } from '@hub/formats';
import type { ConversionContext } from './conversion-context.js';

/** The converter of a conversion, with what it was asked to do. */
export interface ConversionRecipe {
  readonly converter: Converter;
  readonly context: ConverterContext<unknown>;
}

/** Throws Failure `bad-request` for a converter that is not there and for options that it does not know. */
export function conversionRecipe(context: ConversionContext, ontology: Ontology): ConversionRecipe {
  const { converter: name, projectName, archive, converterOptions } = context;
  if (name === null) throw badRequest('No converter was asked for.', { field: 'converter' });
  const converter = converterOf(name);
  const options = converter.options.safeParse(converterOptions ?? {});
  if (!options.success) {
    const [issue] = options.error.issues;
    const field = ['converterOptions', ...(issue?.path ?? [])].join('.');
    throw badRequest(`${field}: ${issue?.message ?? 'does not fit'}`, { field });
  }
  const baseName = safeEntryName(`${archive.fileName.replace(/\.zip$/, '')}-${name}`);
  return { converter, context: { projectName, baseName, ontology, options: options.data } };
}
