import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFiles, demoFolder, importInMemory, tally, textFile, toolsOf } from '../testing/memory-import.js';
import { nerJson } from './ner-json.format.js';

interface Source {
  curid: string;
  text: string;
  entities: { name: string; span: [number, number]; type: string }[];
}
const source = JSON.parse(readFileSync(join(demoFolder, 'text-ner/wikipedia-ja/ner.json'), 'utf8')) as Source[];

describe('ner-json', () => {
  it('imports Wikipedia-ja: every text and entity', async () => {
    const { tasks, setAside } = await importInMemory(nerJson, demoFiles('text-ner/wikipedia-ja'));
    expect(setAside).toEqual([]);
    expect(tasks.map(({ externalId, data }) => [externalId, data])).toEqual(
      source.map(({ curid, text }) => [curid, text]),
    );
    expect(tally(toolsOf(tasks).map((tool) => tool['title']))).toEqual(
      tally(source.flatMap(({ entities }) => entities.map(({ type }) => type))),
    );
    tasks.forEach((task, i) =>
      expect(toolsOf([task]).map((tool) => tool['ner'])).toEqual(
        source[i]?.entities.map(({ name, span: [start, end] }) => ({ start, end, selection: name })),
      ),
    );
  });

  it('sets an entity aside that is not what stands at its offsets', async () => {
    const entities = [
      { name: 'b', span: [1, 2], type: 't' },
      { name: 'x', span: [1, 2], type: 't' },
      { span: [9, 12], type: 't' },
      { span: [1], type: 't' },
    ];
    const text = JSON.stringify([{ text: '👍b', entities }, { entities }, { text: 'c' }]);
    const { tasks, setAside } = await importInMemory(nerJson, [textFile('n.json', text)]);
    expect(tasks.map(({ data }) => data)).toEqual(['👍b', 'c']);
    expect(toolsOf(tasks)).toHaveLength(1);
    expect(setAside.map(({ place, kind }) => `${place} ${kind}`)).toEqual([
      '[1] (line 1) bad-text',
      '[0].entities[1] (line 1) wrong-span',
      '[0].entities[2] (line 1) wrong-span',
      '[0].entities[3] (line 1) bad-entity',
    ]);
  });
});
