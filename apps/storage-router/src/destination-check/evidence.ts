import type { Failure } from '@hub/failures';

/** All that a refusal says, through its causes. */
export interface Evidence {
  /** Codes and names: ours, the store's, the socket's, and the status of the answer. */
  readonly names: ReadonlySet<string>;
  /** All messages. For matching only. */
  readonly words: string;
  /** Fit to be shown: the message of the outermost failure, without addresses' queries. */
  readonly said: string;
  readonly transient: boolean;
  /** Where the store says the bucket lies. */
  readonly region?: string;
}

const mostCauses = 8;
const nameFields = ['name', 'code', 'Code', 'reason'] as const;

export function evidenceOf(failure: Failure): Evidence {
  const causes = chainOf(failure);
  const texts = (fields: readonly string[]) =>
    causes.flatMap((cause) => fields.map((field) => cause[field])).filter((value) => typeof value === 'string');
  const statuses = causes.map((cause) => recordOf(cause['$metadata'])['httpStatusCode']).filter((status) => status);
  return {
    names: new Set([...texts(nameFields), ...statuses.map(String)]),
    words: texts(['message']).join('\n'),
    said: shown(failure.message),
    transient: failure.fault === 'transient',
    region: failure.code === 'wrong-region' ? failure.expected : regionIn(causes),
  };
}

function chainOf(failure: unknown): Record<string, unknown>[] {
  const chain: Record<string, unknown>[] = [];
  const open: unknown[] = [failure];
  while (open.length > 0 && chain.length < mostCauses) {
    const next = open.shift();
    if (typeof next !== 'object' || next === null) continue;
    const { name, message } = next as Error;
    const error = { ...recordOf(next), name, message };
    chain.push(error);
    open.push((next as Error).cause, ...((next as AggregateError).errors ?? []));
  }
  return chain;
}

function regionIn(causes: readonly Record<string, unknown>[]): string | undefined {
  for (const cause of causes) {
    const headers = recordOf(recordOf(cause['$response'])['headers']);
    const said = /expecting '([a-z0-9-]+)'/.exec(String(cause['message']))?.[1];
    const region = cause['Region'] ?? headers['x-amz-bucket-region'] ?? said;
    if (typeof region === 'string') return region;
  }
  return undefined;
}

/** A query may authorise: it stays out of reports. */
const shown = (message: string): string => message.replace(/(https?:\/\/[^\s?]+)\?\S*/g, '$1').slice(0, 600);

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
