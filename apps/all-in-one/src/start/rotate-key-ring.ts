import { randomBytes } from 'node:crypto';

/** The id of a ring's entry: `1` of `1:base64`. */
const idOf = (entry: string): string => entry.slice(0, entry.indexOf(':'));

/** The ring with a new key in front; as it is when an earlier rotation did not come to its end. */
export function withNewKey(ring: string): string {
  const entries = ring.split(',');
  if (entries.length > 1) return ring;
  const id = Math.max(0, ...entries.map((entry) => Number(idOf(entry)) || 0)) + 1;
  return `${id}:${randomBytes(32).toString('base64')},${ring}`;
}

/** Only the key in use: nothing is sealed with the others any more. */
export const onlyNewKey = (ring: string): string => ring.split(',')[0] ?? ring;
