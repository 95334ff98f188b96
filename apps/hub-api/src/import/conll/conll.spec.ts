import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sliceCharacters } from '../text/character-offsets.js';
import { demoFiles, demoFolder, importInMemory, tally, textFile, toolsOf } from '../testing/memory-import.js';
import { entitiesOf } from './assemble-conll.js';
import { conll } from './conll.format.js';

interface Ner {
  start: number;
  end: number;
  selection: string;
}
const path = join(demoFolder, 'text-ner/wnut17/emerging.dev.conll');

describe('conll', () => {
  it('imports WNUT17: every text, and spans whose offsets count characters', async () => {
    const source = readFileSync(path, 'utf8');
    const blocks = source.split(/\n\s*\n/).filter((block) => block.trim() !== '');
    const { tasks, setAside } = await importInMemory(conll, demoFiles('text-ner/wnut17'));
    expect(setAside).toEqual([]);
    expect(tasks.map(({ data }) => data)).toEqual(
      blocks.map((block) =>
        block
          .trim()
          .split('\n')
          .map((line) => line.split('\t')[0])
          .join(' '),
      ),
    );
    expect(tally(toolsOf(tasks).map((tool) => tool['title']))).toEqual(
      tally([...source.matchAll(/\tB-(\S+)/g)].map(([, type]) => type)),
    );
    for (const task of tasks)
      for (const tool of toolsOf([task])) {
        const { start, end, selection } = tool['ner'] as Ner;
        expect([...task.data].slice(start, end).join('')).toBe(selection);
      }
  });

  it('counts an emoji as one character', async () => {
    const { tasks } = await importInMemory(conll, [textFile('a.conll', '👍🏽\tO\nParis\tB-city\n\n', 3)]);
    expect(toolsOf(tasks)[0]?.['ner']).toEqual({ start: 3, end: 8, selection: 'Paris' });
    expect(sliceCharacters('👍🏽 Paris', 3, 8)).toBe('Paris');
  });

  it('begins an entity where the type or the prefix says so', () => {
    expect(entitiesOf(['B-a', 'I-a', 'B-a', 'I-b', 'O', 'I-b', 'S-a', 'I-a', 'E-a'])).toEqual([
      { type: 'a', from: 0, to: 1 },
      { type: 'a', from: 2, to: 2 },
      { type: 'b', from: 3, to: 3 },
      { type: 'b', from: 5, to: 5 },
      { type: 'a', from: 6, to: 6 },
      { type: 'a', from: 7, to: 8 },
    ]);
  });

  it('sets a text with a bad line aside, and takes the next one', async () => {
    const { tasks, setAside } = await importInMemory(conll, [textFile('a.conll', 'a\tO\nlonely\n\nb\tO\r\n')]);
    expect(tasks.map(({ data }) => data)).toEqual(['b']);
    expect(setAside).toEqual([
      { file: 'a.conll', place: 'line 1', kind: 'bad-token', reason: 'line 2 is no token with a tag: "lonely"' },
    ]);
  });
});
