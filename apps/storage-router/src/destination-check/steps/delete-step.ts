import type { CheckStepRun } from '../check-step.js';

/** Only our own probe is ever deleted: what was delivered belongs to the customer. */
export const remove: CheckStepRun = {
  step: 'delete',
  needs: ['write'],
  advisory: true,
  ability: 'delete',
  async run({ bucket, keys }) {
    await bucket.delete(keys.object);
    return null;
  },
};
