import type { SlicedWork } from '@hub/sliced-work';
import type { ConversionContext, ConversionOutcome, Stretch } from './conversion-context.js';
import type { ConversionResult } from './conversion-result.js';

/** The conversions of this service as sliced work. */
export type ConversionWork = SlicedWork<ConversionContext, Stretch, ConversionResult, ConversionOutcome>;
