import { z } from 'zod';
import { KeyRing } from './key-ring.js';

/** A setting that holds a key ring: `KeyRing.parse`, and its words when it does not fit. */
export const keyRingSetting = z.string().transform((text, context): KeyRing => {
  try {
    return KeyRing.parse(text);
  } catch (error) {
    // the text is left out: it holds keys
    context.issues.push({ code: 'custom', message: error instanceof Error ? error.message : 'unusable', input: null });
    return z.NEVER;
  }
});
