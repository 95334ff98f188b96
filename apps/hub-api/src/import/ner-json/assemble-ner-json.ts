import type { NewTask } from '@hub/annotation-store';
import type { JsonObject } from '@hub/annotations';
import { z } from 'zod';
import type { Assembly, StagedAsset } from '../import-format.js';
import { check } from '../read-record.js';
import { stableId } from '../stable-id.js';
import { sliceCharacters } from '../text/character-offsets.js';

const textSchema = z.looseObject({ text: z.string() });
const entitySchema = z.looseObject({
  name: z.string().optional(),
  span: z.tuple([z.number().int().min(0), z.number().int()]),
  type: z.string().min(1),
});

/** An entity whose name is not what stands at its offsets is set aside: one of the two is wrong. */
export function assembleNerJson(asset: StagedAsset, assembly: Assembly): NewTask {
  const { text, ...contextData } = textSchema.parse(asset.assets[0]?.body);
  const tools: JsonObject[] = [];
  for (const [i, record] of asset.parts.entries()) {
    const entity = check(entitySchema, record.body);
    if (!entity.ok) {
      assembly.refuse(record, 'bad-entity', entity.reason);
      continue;
    }
    const { name, span, type, ...source } = entity.value;
    const [start, end] = span;
    const selection = sliceCharacters(text, start, end);
    if (selection === '' || (name !== undefined && name !== selection)) {
      assembly.refuse(
        record,
        'wrong-span',
        `at ${start}–${end} stands ${quoted(selection)}, not ${quoted(name ?? '')}`,
      );
      continue;
    }
    tools.push({
      ner: { start, end, selection },
      objectId: stableId(asset.identity, i, start, end),
      ...assembly.classes.tool(type, 'ner'),
      classifications: [],
      ...(Object.keys(source).length > 0 && { source }),
    });
  }
  return {
    externalId: asset.identity,
    data: text,
    kind: 'text',
    contextData,
    answer: { tools, classifications: [], relations: [] },
  };
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));
