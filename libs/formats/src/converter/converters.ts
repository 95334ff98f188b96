import type { ConverterName } from '@hub/event-contracts';
import { badRequest } from '@hub/failures';
import { cocoConverter } from '../coco/coco-converter.js';
import type { Converter } from './converter.js';

/** Whoever gets options and states in has them checked by the converter's own schemas. */
const erased = <Options, State>(converter: Converter<Options, State>): Converter => converter as unknown as Converter;

export const builtInConverters: readonly Converter[] = [erased(cocoConverter)];

/** Throws Failure `bad-request` where there is no such converter. */
export function converterOf(name: ConverterName): Converter {
  const found = builtInConverters.find((one) => one.name === name);
  if (found) return found;
  const expected = builtInConverters.map((one) => one.name).join(', ');
  throw badRequest(`There is no converter '${name}'.`, { field: 'converter', value: name, expected });
}
