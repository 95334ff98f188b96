import { ArchiveBuilt, ExportCancellationRequested } from '@hub/event-contracts';
import { eventually, type PutUpFault } from '@hub/testing';
import type { CellEnd, Moment } from './cell.js';
import { sha256At, tryDelivery, type TryEnd } from './delivery-try.js';
import { keysIn, uploadsIn, type Stage } from './stage.js';
import { sweepExport, type SweepEnd } from './sweep-export.js';

type Ending = Omit<CellEnd, 'milliseconds' | 'hits'>;
export type Played = Ending & { readonly fault: PutUpFault };

/** How each moment is brought about. */
export const plays: Readonly<Record<Moment, (stage: Stage) => Promise<Played>>> = {
  'small delivery': playDelivery,
  'large delivery': playDelivery,
  'choosing a name': playDelivery,
  reading: playDelivery,
  retry: playRetry,
  sweep: playSweep,
  'late object': playLateObject,
};

async function playDelivery(stage: Stage): Promise<Played> {
  const fault = stage.strike();
  const first = await tryDelivery(stage.world.routers, stage.archive.event, 1);
  return { fault, ...(await ending(stage, first, fault, 2)) };
}

/** The first try ends just before the object would be there. */
async function fail({ world, archive, hurt }: Stage): Promise<void> {
  const refusal = hurt({ operations: [world.kind.lastCall] }, world.kind.refusal);
  const end = await tryDelivery(world.routers, archive.event, 1);
  if (!('failure' in end)) throw new Error('The delivery was to fail first');
  refusal.mend();
}

async function playRetry(stage: Stage): Promise<Played> {
  await fail(stage);
  const fault = stage.strike();
  const second = await tryDelivery(stage.world.routers, stage.archive.event, 2);
  return { fault, ...(await ending(stage, second, fault, 3)) };
}

/** What was left behind is cleared away; a retry after that begins anew. */
async function playSweep(stage: Stage): Promise<Played> {
  await fail(stage);
  const fault = stage.strike();
  const swept = await sweepTwice(stage, fault);
  const left = await uploadsIn(stage);
  if (left.length > 0) throw new Error(`Uploads are left although the delivery counts as cleared: ${left.join(', ')}`);
  const again = await tryDelivery(stage.world.routers, stage.archive.event, 2);
  return { fault, ...swept, sha256: await compare(stage, again) };
}

/** With the fault and, where that was put aside, without it. */
async function sweepTwice(stage: Stage, fault: PutUpFault): Promise<{ ended: SweepEnd; finally: SweepEnd }> {
  const { world, archive } = stage;
  const once = () => sweepExport(world.routers, archive.event.exportId);
  const ended = await once();
  fault.mend();
  return { ended, finally: ended === 'cleared' ? ended : await once() };
}

/** The export is cancelled while the store completes the upload. */
async function playLateObject(stage: Stage): Promise<Played> {
  const { world, archive, hurt } = stage;
  const { exportId } = archive.event;
  const { bus } = world.routers;
  hurt(
    { operations: [world.kind.lastCall], times: 1 },
    {
      kind: 'meanwhile',
      moment: 'before',
      act: async () => {
        await bus.say(ExportCancellationRequested, exportId, { exportId });
        await eventually(
          async () =>
            (
              await world.routers.query(
                `select 1 from storage_router.deliveries where export_id = $1 and state = 'cancelled'`,
                [exportId],
              )
            ).length > 0,
        );
      },
    },
  );
  // nobody is told how it ended: it was cancelled
  await bus.say(ArchiveBuilt, exportId, { ...archive.event, attempt: 1 });
  await eventually(async () => (await keysIn(stage)).length > 0, { within: 60_000 });
  const fault = stage.strike();
  const swept = await sweepTwice(stage, fault);
  const left = await keysIn(stage);
  if (left.length > 0) throw new Error(`The object of a cancelled export is left: ${left.join(', ')}`);
  return { fault, ...swept };
}

/** As people are told; a failed delivery is tried again without the fault. */
async function ending(stage: Stage, end: TryEnd, fault: PutUpFault, nextAttempt: number): Promise<Ending> {
  if ('delivered' in end) return { ended: 'delivered', finally: 'delivered', sha256: await compare(stage, end) };
  fault.mend();
  const { code, message, remedy } = end.failure;
  const again = await tryDelivery(stage.world.routers, stage.archive.event, nextAttempt);
  return { ended: code, words: message, remedy, finally: 'delivered', sha256: await compare(stage, again) };
}

/** The recorded sum against that of the object as the store gives it out: the only one there is, however often it was tried. */
async function compare(stage: Stage, end: TryEnd): Promise<CellEnd['sha256']> {
  if ('failure' in end) throw new Error(`Not delivered: ${end.failure.code}, ${end.failure.message}`);
  const { bucket, archive } = stage;
  const { sha256: recorded, location } = end.delivered;
  const keys = await keysIn(stage);
  if (keys.join() !== location.key) throw new Error(`The bucket holds ${keys.join(', ')} instead of ${location.key}`);
  const stored = await sha256At(bucket, location.key);
  if (recorded !== archive.sha256) throw new Error('The recorded SHA-256 is not that of the archive');
  return { recorded, stored };
}
