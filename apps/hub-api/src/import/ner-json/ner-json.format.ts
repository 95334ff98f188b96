import { z } from 'zod';
import type { ImportFormat, RecordSink } from '../import-format.js';
import { check, parseJson } from '../read-record.js';
import type { SourceFile } from '../source/source-file.js';
import { splitJson } from '../text/split-json.js';
import { assembleNerJson } from './assemble-ner-json.js';

/** A list of texts with entities: `[{curid, text, entities: [{name, span: [start, end), type}]}]`, offsets in characters. */
export const nerJson: ImportFormat = {
  name: 'ner-json',
  detect: ({ text }) => /^\s*\[/.test(text) && /"entities"\s*:/.test(text),
  open: () => ({ read: readNerJson, assemble: assembleNerJson }),
};

const recordSchema = z.looseObject({
  curid: z.union([z.string(), z.number()]).optional(),
  id: z.union([z.string(), z.number()]).optional(),
  text: z.string(),
  entities: z.array(z.unknown()).nullish(),
});

async function readNerJson(file: SourceFile, sink: RecordSink): Promise<void> {
  for await (const { index, line, text } of splitJson(file.chunks)) {
    const place = `[${index}] (line ${line})`;
    const parsed = parseJson(text);
    const record = parsed.ok ? check(recordSchema, parsed.value) : parsed;
    if (!record.ok) {
      await sink.refuse(place, parsed.ok ? 'bad-text' : 'not-json', record.reason);
      continue;
    }
    const { entities, ...described } = record.value;
    const key = `${sink.file}#${index}`;
    await sink.asset(key, String(described.curid ?? described.id ?? index), place, described);
    for (const [i, entity] of (entities ?? []).entries())
      await sink.part(key, 'entity', `[${index}].entities[${i}] (line ${line})`, entity);
  }
}
