import { Presets, SingleBar } from 'cli-progress';
import { setTimeout as sleep } from 'node:timers/promises';

const running = { requested: 'waiting', building: 'building', delivering: 'delivering', converting: 'converting' };
/** Milliseconds between two looks: often at first, then politely. */
const pauses = [100, 200, 400, 800, 1500];

/** Shows how far the export is until it ends; gives the ended export. */
export async function follow(hub, id) {
  const show = process.stdout.isTTY ? bar() : lines();
  try {
    for (let look = 0; ; look++) {
      const view = await hub.get(`/api/exports/${id}`);
      show.update(view);
      if (!(view.state in running)) return view;
      await sleep(pauses[Math.min(look, pauses.length - 1)]);
    }
  } finally {
    show.stop();
  }
}

function bar() {
  const single = new SingleBar(
    { format: '{step} {bar} {percentage}% {left}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  single.start(1, 0, { step: 'waiting'.padEnd(10), left: '' });
  return {
    update: (view) => {
      const { done, total } = amounts(view);
      single.setTotal(total);
      single.update(done, { step: (running[view.state] ?? view.state).padEnd(10), left: left(view.progress) });
    },
    stop: () => single.stop(),
  };
}

/** For logs: one line per change of state. */
function lines() {
  let last;
  return {
    update: ({ state }) => {
      if (state !== last) console.log(`  ${state}`);
      last = state;
    },
    stop: () => undefined,
  };
}

/** Bytes where they are known, else tasks. */
function amounts({ state, progress }) {
  if (state === 'completed') return { done: 1, total: 1 };
  const unit = progress?.total.bytes > 0 ? 'bytes' : 'tasks';
  return { done: progress?.done[unit] ?? 0, total: Math.max(progress?.total[unit] ?? 1, 1) };
}

/** How fast, and how long still, as far as they are known. */
function left(progress) {
  const rate = progress?.rate?.bytes > 0 ? `${(progress.rate.bytes / 1e6).toFixed(1)} MB/s` : '';
  const time = progress?.remaining > 0 ? `about ${Math.ceil(progress.remaining)} s left` : '';
  return [rate, time].filter(Boolean).join(', ');
}
