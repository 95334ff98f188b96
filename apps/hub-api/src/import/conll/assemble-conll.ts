import type { NewTask } from '@hub/annotation-store';
import type { JsonObject } from '@hub/annotations';
import { z } from 'zod';
import type { Assembly, StagedAsset } from '../import-format.js';
import { stableId } from '../stable-id.js';

const bodySchema = z.object({ tokens: z.array(z.string()), tags: z.array(z.string()), line: z.number() });

interface Entity {
  readonly type: string;
  /** First and last token. */
  readonly from: number;
  to: number;
}

/** The text is its tokens joined by blanks. Offsets count characters (Unicode code points): see `character-offsets.ts`. */
export function assembleConll(asset: StagedAsset, { classes }: Assembly): NewTask {
  const { tokens, tags, line } = bodySchema.parse(asset.assets[0]?.body);
  const starts: number[] = [];
  let at = 0;
  for (const token of tokens) {
    starts.push(at);
    at += [...token].length + 1;
  }
  const tools = entitiesOf(tags).map(({ type, from, to }): JsonObject => {
    const selection = tokens.slice(from, to + 1).join(' ');
    const start = starts[from]!;
    const ner = { start, end: start + [...selection].length, selection };
    return { ner, objectId: stableId(asset.identity, from), ...classes.tool(type, 'ner'), classifications: [] };
  });
  return {
    externalId: asset.identity,
    data: tokens.join(' '),
    kind: 'text',
    contextData: { line },
    answer: { tools, classifications: [], relations: [] },
  };
}

/** A tag that goes on with another type, or with none, begins an entity of its own. */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const entities: Entity[] = [];
  let open: Entity | null = null;
  tags.forEach((tag, i) => {
    const [prefix, type] = [tag.slice(0, 1), tag.slice(2)];
    if (tag === 'O') open = null;
    else if (open && open.type === type && 'IEL'.includes(prefix)) open.to = i;
    else entities.push((open = { type, from: i, to: i }));
    if ('ELSU'.includes(prefix)) open = null;
  });
  return entities;
}
