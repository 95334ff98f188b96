import type { Row } from './table.js';

/** One line of the summary: a budget of the design and what was found. */
export interface Finding {
  readonly what: string;
  readonly budget: string;
  readonly found: string;
  readonly yardstick: string;
  readonly ratio: string;
  readonly verdict: 'kept' | 'MISSED' | 'no budget' | `not measured: ${string}`;
}

export interface Limit {
  readonly value: number;
  readonly unit: string;
  /** Decimals that are shown. */
  readonly decimals?: number;
}

const show = ({ value, unit, decimals = 0 }: Limit): string => `${value.toFixed(decimals)} ${unit}`;

/** Ours against a yardstick of the same run: at most `budget` times as much. */
export function timesOf(what: string, ours: Limit, yardstick: Limit & { name: string }, budget: number): Finding {
  return {
    ...compared(what, ours, yardstick),
    budget: `≤ ${budget} ×`,
    verdict: kept(ours.value / yardstick.value <= budget),
  };
}

/** How many times better than the yardstick: at least `budget`. */
export function timesBetter(what: string, ours: Limit, yardstick: Limit & { name: string }, budget: number): Finding {
  const gain = yardstick.value / ours.value;
  const ratio = `${gain.toFixed(2)} ×`;
  return { ...compared(what, ours, yardstick), ratio, budget: `≥ ${budget} ×`, verdict: kept(gain >= budget) };
}

/** A figure of its own: at most `budget` of its unit. */
export function atMost(what: string, figure: Limit, budget: number, remark = ''): Finding {
  return {
    what,
    budget: `≤ ${budget} ${figure.unit}`,
    found: show(figure),
    yardstick: remark,
    ratio: '',
    verdict: kept(figure.value <= budget),
  };
}

/** A figure that the design sets no budget for. */
export const told = (what: string, figure: Limit, remark = ''): Finding => ({
  what,
  budget: '',
  found: show(figure),
  yardstick: remark,
  ratio: '',
  verdict: 'no budget',
});

export const notMeasured = (what: string, reason: string): Finding => ({
  what,
  budget: '',
  found: '',
  yardstick: '',
  ratio: '',
  verdict: `not measured: ${reason}`,
});

export const findingRow = ({ what, budget, found, yardstick, ratio, verdict }: Finding): Row => ({
  what,
  budget,
  found,
  yardstick,
  ratio,
  verdict,
});

function compared(what: string, ours: Limit, yardstick: Limit & { name: string }): Omit<Finding, 'budget' | 'verdict'> {
  const ratio = `${(ours.value / yardstick.value).toFixed(2)} ×`;
  return { what, found: show(ours), yardstick: `${show(yardstick)} (${yardstick.name})`, ratio };
}

// NaN keeps no budget
const kept = (holds: boolean): 'kept' | 'MISSED' => (holds ? 'kept' : 'MISSED');
