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
  ...[0, 1, 2].flatMap((before) => base64Within(text, before)),
  Buffer.from(text).toString('hex'),
];

/** The characters of base64 that stand for nothing but the text, when so many bytes (modulo 3) go before it. */
function base64Within(text: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const shared = bytes.length % 3 === 0 ? undefined : -1;
  return (['base64', 'base64url'] as const).map((alphabet) =>
    bytes
      .toString(alphabet)
      .replace(/=+$/, '')
      .slice(Math.ceil((before * 8) / 6), shared),
  );
}

/** Places that hold one of the secrets, in one of these forms. */
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
