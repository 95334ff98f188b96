import { Failure } from '@hub/failures';
import { AbilityMissing, type CheckStepRun, type Finding } from '../check-step.js';
import type { Probe } from '../probe.js';

/** What every store takes as a part: the smallest unit of those that want a multiple of something (GCS). */
const part = Buffer.alloc(256 * 1024, 'hub ');

/** Large files travel in parts: begun, one part sent, given up. Then, that completing one never overwrites. */
export const parts: CheckStepRun = {
  step: 'parts',
  needs: ['write'],
  ability: 'upload-parts',
  async run(probe) {
    await giveUpUpload(probe);
    return (await overwritten(probe)) ?? (await unlisted(probe));
  },
};

async function giveUpUpload({ bucket: { uploads }, keys, signal }: Probe): Promise<void> {
  const id = await uploads.begin(keys.parts, { ifAbsent: true, signal });
  let sent: unknown = null;
  try {
    await uploads.uploadPart(keys.parts, id, { number: 1, offset: 0, last: false }, part, signal);
  } catch (error) {
    sent = error;
  }
  await uploads.abort(keys.parts, id).catch((error: unknown) => {
    throw sent ?? new AbilityMissing('abort-parts', 'failed', error);
  });
  if (sent) throw sent;
}

/** Where the last part makes the object visible, it is already refused. */
async function overwritten({ bucket: { uploads }, keys, body, signal }: Probe): Promise<Finding | null> {
  const refused = (error: unknown): string | null => {
    if (error instanceof Failure && error.code === 'object-exists') return null;
    throw error;
  };
  const id = await uploads.begin(keys.object, { ifAbsent: true, signal }).catch(refused);
  if (id === null) return null;
  try {
    const sent = await uploads.uploadPart(keys.object, id, { number: 1, offset: 0, last: true }, body, signal);
    await uploads.complete(keys.object, id, [sent], { ifAbsent: true, signal });
  } catch (error) {
    await uploads.abort(keys.object, id).catch(() => undefined);
    refused(error);
    return null;
  }
  return {
    outcome: 'warning',
    code: 'condition-ignored',
    message:
      'The store ignores "only if there is no such file" for uploads in parts. We look before we write, but two writers of the same name at the same moment could overwrite each other.',
    ability: 'keep-others',
  };
}

/** Uploads that a crash left behind are found by listing them. */
async function unlisted({ bucket: { uploads }, keys }: Probe): Promise<Finding | null> {
  try {
    for await (const upload of uploads.unfinished(keys.parts)) await uploads.abort(upload.key, upload.uploadId);
    return null;
  } catch (error) {
    throw new AbilityMissing('list-parts', 'warning', error);
  }
}
