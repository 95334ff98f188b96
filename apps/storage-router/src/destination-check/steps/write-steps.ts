import { Failure } from '@hub/failures';
import { AbilityMissing, type CheckStepRun, type Finding } from '../check-step.js';
import type { Probe } from '../probe.js';

export const write: CheckStepRun = {
  step: 'write',
  needs: ['address'],
  ability: 'write',
  async run({ bucket, keys, body, signal }) {
    try {
      await bucket.put(keys.object, body, { contentType: 'text/plain; charset=utf-8', signal });
    } catch (error) {
      throw asMissingBucket(error);
    }
    return null;
  },
};

/** Nothing else can be missing when something new is written. */
function asMissingBucket(error: unknown): unknown {
  if (!(error instanceof Failure && error.code === 'object-missing')) return error;
  return new Failure('bucket-missing', 'destination', 'The store says that there is no such place', { cause: error });
}

/** A conditional write to the taken key is refused; and we can see whether a key is taken. */
export const neverOverwrite: CheckStepRun = {
  step: 'never-overwrite',
  needs: ['write'],
  ability: 'keep-others',
  async run(probe) {
    return (await overwritten(probe)) ?? (await blind(probe));
  },
};

async function overwritten({ bucket, keys, body, signal }: Probe): Promise<Finding | null> {
  try {
    await bucket.put(keys.object, body, { ifAbsent: true, signal });
  } catch (error) {
    if (error instanceof Failure && error.code === 'object-exists') return null;
    throw error;
  }
  return {
    outcome: 'warning',
    code: 'condition-ignored',
    message:
      'The store ignores "only if there is no such file" (If-None-Match). We look before we write, but two writers of the same name at the same moment could overwrite each other.',
    ability: 'keep-others',
  };
}

/**
 * Without the right to list, stores answer "forbidden" for what is not there; without that to read, for what is there too.
 * Then a taken name is noticed at the end of a delivery only, which costs a second one.
 */
async function blind({ bucket, keys }: Probe): Promise<Finding | null> {
  try {
    await bucket.head(keys.absent);
  } catch (error) {
    const readable = await bucket.head(keys.object).catch(() => null);
    if (readable) throw new AbilityMissing('look', 'warning', error);
  }
  return null;
}
