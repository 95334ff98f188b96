import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '@hub/object-storage';
import type { CheckStepRun, Finding } from '../check-step.js';
import type { Probe } from '../probe.js';

export const probeRange: ByteRange = { start: 4, end: 11 };

export const read: CheckStepRun = {
  step: 'read',
  needs: ['write'],
  ability: 'read',
  async run(probe) {
    // first the one whose refusal has words: the answer to a HEAD has no body
    const read = await bytesOf(probe);
    const facts = await probe.bucket.head(probe.keys.object);
    return read.equals(probe.body) && facts?.bytes === probe.body.length
      ? null
      : differs('What we read back is not what we wrote.');
  },
};

export const range: CheckStepRun = {
  step: 'range',
  needs: ['read'],
  ability: 'read',
  async run(probe) {
    const expected = probe.body.subarray(probeRange.start, probeRange.end + 1);
    const same = (await bytesOf(probe, probeRange)).equals(expected);
    return same ? null : differs('The store does not give the part of a file that was asked for.');
  },
};

const bytesOf = async ({ bucket, keys, signal }: Probe, part?: ByteRange): Promise<Buffer> =>
  buffer(await bucket.get(keys.object, part, signal));

const differs = (message: string): Finding => ({ outcome: 'failed', code: 'bytes-differ', message, ability: 'read' });
