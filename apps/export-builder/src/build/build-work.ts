import type { SlicedWork } from '@hub/sliced-work';
import type { BuildContext } from './build-context.js';
import type { SliceInput } from './slice-input.js';
import type { BuildOutcome, SliceResult } from './slice-result.js';

/** The builds of this service as sliced work. */
export type BuildWork = SlicedWork<BuildContext, SliceInput, SliceResult, BuildOutcome>;
