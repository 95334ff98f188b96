import type { Trace } from './traces.js';

/** What must not be found anywhere. */
export interface Secret {
  readonly name: string;
  readonly text: string;
}

/** Ways in which a text may be written down: as it is, and as programs like to wrap it. */
const formsOf = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  JSON.stringify(text).slice(1, -1),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('hex'),
];

/** Places that hold one of the secrets, in whatever form. */
export async function leaksIn(
  traces: AsyncIterable<Trace> | Iterable<Trace>,
  secrets: readonly Secret[],
): Promise<string[]> {
  const leaks: string[] = [];
  for await (const { place, text } of traces)
    for (const secret of secrets)
      if (formsOf(secret.text).some((form) => text.includes(form))) leaks.push(`${secret.name} in ${place}`);
  return leaks;
}
