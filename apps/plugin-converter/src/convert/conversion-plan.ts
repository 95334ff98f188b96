import type { ContentPart } from '@hub/formats';
import type { Stretch } from './conversion-context.js';

/** One stretch per part of the build; the parts of one large video stay together, for a document is read from its start. */
export function planConversion(parts: readonly Pick<ContentPart, 'beginsInside'>[]): Stretch[] {
  const stretches: Stretch[] = [];
  parts.forEach(({ beginsInside }, index) => {
    const open = stretches.at(-1);
    if (beginsInside && open) stretches[stretches.length - 1] = { ...open, last: index };
    else stretches.push({ first: index, last: index });
  });
  return stretches;
}
