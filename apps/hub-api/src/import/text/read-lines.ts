import { decode } from './decode.js';

export interface Line {
  /** From 1 on. */
  readonly line: number;
  readonly text: string;
}

/** Lines without their ends (LF or CRLF). */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  let rest = '';
  let line = 0;
  for await (const piece of decode(chunks)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { line: ++line, text: text.replace(/\r$/, '') };
  }
  if (rest !== '') yield { line: line + 1, text: rest.replace(/\r$/, '') };
}
