import fc from 'fast-check';
import { DocumentScanner } from './document-scanner.js';

interface Seen {
  readonly head: unknown;
  readonly tools: unknown[];
  readonly classifications: unknown;
  readonly relations: unknown;
}

async function scan(text: string, sizes: readonly number[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  let open: { head: unknown; tools: unknown[] } = { head: null, tools: [] };
  const scanner = new DocumentScanner({
    head: (json) => void (open = { head: JSON.parse(json), tools: [] }),
    tool: (json) => void open.tools.push(JSON.parse(json)),
    end: ({ classifications, relations }) =>
      void seen.push({ ...open, classifications: JSON.parse(classifications), relations: JSON.parse(relations) }),
  });
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // a buffer of its own each time: the scanner may not rely on one that is used again
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    await scanner.push(chunk);
    chunk.fill(0);
    at += size;
  }
  expect(scanner.idle).toBe(true);
  return seen;
}

const json = fc.jsonValue({ maxDepth: 3 });
const object = fc.dictionary(fc.string(), json).map(({ ...keys }) => keys);
const documentOf = fc.record({
  asset: fc.string(),
  metadata: object,
  task: fc.record({
    taskId: fc.string(),
    tools: fc.array(object),
    classifications: fc.array(json),
    relations: fc.array(json),
    stageHistory: fc.array(fc.record({ tools: fc.array(object) })),
  }),
});

it('hands out every part of every document, wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(documentOf),
      fc.constantFrom('\n', ',\n'),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      async (documents, separator, sizes) => {
        const text = documents.map((document) => JSON.stringify(document)).join(separator);
        const plain = JSON.parse(JSON.stringify(documents)) as typeof documents;
        expect(await scan(text, sizes)).toEqual(
          plain.map(({ asset, metadata, task }) => ({
            head: { asset, metadata, task: { taskId: task.taskId } },
            tools: task.tools,
            classifications: task.classifications,
            relations: task.relations,
          })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('is not misled by braces, quotes and key names inside strings', async () => {
  const document = {
    asset: '{"task":{"tools":[1',
    task: { note: 'a "tools":[ \\', tools: [{ title: ']}"tools"' }], classifications: [], relations: [] },
  };
  const [seen] = await scan(JSON.stringify(document), [3]);
  expect(seen).toEqual({
    head: { asset: document.asset, task: { note: document.task.note } },
    tools: document.task.tools,
    classifications: [],
    relations: [],
  });
});
