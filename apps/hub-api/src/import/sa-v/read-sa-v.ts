import type { RecordSink } from '../import-format.js';
import { parseJson } from '../read-record.js';
import type { SourceFile } from '../source/source-file.js';
import { splitJson } from '../text/split-json.js';

/** The mask of one object on one annotated frame, as staged. */
export interface MaskRecord {
  readonly frame: number;
  readonly object: number;
  readonly rle: unknown;
}

/** One video a file: `masklet[frame][object]`, and members that describe it, before or after. */
export async function readSaV(file: SourceFile, sink: RecordSink): Promise<void> {
  const key = String(sink.file);
  const description: Record<string, unknown> = {};
  const lists: Record<string, unknown[]> = {};
  for await (const { member, index, line, text } of splitJson(file.chunks)) {
    const place = `${member}${index === null ? '' : `[${index}]`} (line ${line})`;
    const parsed = parseJson(text);
    if (!parsed.ok) await sink.refuse(place, 'not-json', parsed.reason);
    else if (member === 'masklet' && index !== null) await readFrame(parsed.value, index, line);
    else if (index === null) description[member] = parsed.value;
    else (lists[member] ??= []).push(parsed.value);
  }
  await sink.asset(key, file.name, 'the video', { ...description, ...lists });

  async function readFrame(masks: unknown, frame: number, line: number): Promise<void> {
    if (!Array.isArray(masks))
      return sink.refuse(`masklet[${frame}] (line ${line})`, 'bad-frame', 'not a list of masks');
    for (const [object, rle] of masks.entries()) {
      const record: MaskRecord = { frame, object, rle: rle as unknown };
      await sink.part(key, 'mask', `masklet[${frame}][${object}] (line ${line})`, record, object);
    }
  }
}
