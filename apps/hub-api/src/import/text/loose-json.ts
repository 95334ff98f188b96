import { randomUUID } from 'node:crypto';

/** JSON text that is kept as it stands in a file. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Stands for NaN while a text is parsed: no file can know it. */
const nan = `NaN ${randomUUID()}`;
const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;
const spelled: Readonly<Record<string, string>> = {
  NaN: `"${nan}"`,
  '-NaN': `"${nan}"`,
  Infinity: '1e999',
  '-Infinity': '-1e999',
};

/**
 * JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` are numbers. They are imported as they are, and the
 * export says of the task that it cannot be written. Throws SyntaxError.
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const strict = text.replace(tokens, (token) => spelled[token] ?? token);
    return JSON.parse(strict, (_, value: unknown) => (value === nan ? Number.NaN : value));
  }
}
