import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  demoFiles,
  demoFolder,
  importInMemory,
  relationsOf,
  tally,
  textFile,
  toolsOf,
} from '../testing/memory-import.js';
import { alto } from './alto.format.js';

const folder = join(demoFolder, 'documents/cremma-penn660');
const pageFiles = readdirSync(folder).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));

describe('alto', () => {
  it('imports a manuscript as one document, its pages by number', async () => {
    const contents = pageFiles.map((name) => readFileSync(join(folder, name), 'utf8'));
    const { tasks, setAside } = await importInMemory(alto, demoFiles('documents/cremma-penn660'));
    expect(setAside).toEqual([]);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).toMatchObject({ externalId: 'cremma-penn660', kind: 'multi-image' });
    expect(tasks[0]?.dataset).toEqual(contents.map((xml) => /<fileIdentifier>(.*)<\/fileIdentifier>/.exec(xml)?.[1]));
    const tools = toolsOf(tasks);
    expect(tally(tools.map((tool) => tool['title']))).toEqual({
      MainZone: 11,
      NumberingZone: 6,
      MarginTextZone: 5,
      DropCapitalZone: 4,
      DefaultLine: 317,
      DropCapitalLine: 3,
      Baseline: 320,
    });
    contents.forEach((xml, page) => {
      const decoded = (text: string): string =>
        text
          .replace(/&quot;/g, '"')
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&#39;|&apos;/g, "'")
          .replace(/&amp;/g, '&')
          // XML itself reads a tab in an attribute as a blank
          .replace(/\t/g, ' ');
      const texts = [...xml.matchAll(/<String CONTENT="([^"]*)"/g)].map(([, text = '']) => decoded(text));
      const onPage = tools.filter((tool) => tool['page'] === page);
      const answers = onPage.flatMap((tool) => tool['classifications'] as { answer: string }[]);
      expect(answers.map(({ answer }) => answer).sort()).toEqual(texts.sort());
      const outlines = [...xml.matchAll(/<Polygon POINTS="([^"]*)"/g)].map(([, points]) => points);
      const drawn = onPage.flatMap((tool) =>
        'polygon' in tool ? [(tool['polygon'] as number[][]).flat().join(' ')] : [],
      );
      expect(drawn.sort()).toEqual(outlines.sort());
      const baselines = [...xml.matchAll(/BASELINE="([^"]*?)\s*"/g)].map(([, points]) => points);
      const lines = onPage.flatMap((tool) =>
        'polyline' in tool ? [(tool['polyline'] as number[][]).flat().join(' ')] : [],
      );
      expect(lines.sort()).toEqual(baselines.sort());
    });
    const relations = relationsOf(tasks);
    const members = relations.flatMap(({ group }) => (Array.isArray(group) ? group.slice(1) : []));
    expect(relations.filter((relation) => relation['title'] === 'baseline')).toHaveLength(320);
    expect(new Set(members).size).toBe(320);
  });

  it('takes boxes for outlines, one number for a baseline, words and hyphens; sets bad shapes aside', async () => {
    const xml = `<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page ID="p" WIDTH="9" HEIGHT="9"><PrintSpace>
<TextBlock ID="b" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">
<TextLine ID="l" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4" BASELINE="5"><String CONTENT="half"/><SP/><String CONTENT="wo"/><HYP CONTENT="-"/></TextLine>
<TextLine ID="m" HPOS="1" VPOS="2" WIDTH="wide" HEIGHT="4"></TextLine>
<TextLine ID="n"><Shape><Polygon POINTS="1 2 3"/></Shape></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>`;
    const { tasks, setAside } = await importInMemory(alto, [textFile('page.xml', xml)]);
    expect(tasks[0]?.externalId).toBe('page');
    expect(toolsOf(tasks).map((tool) => tool['title'])).toEqual(['Line', 'Baseline', 'Region']);
    expect(toolsOf(tasks)[0]).toMatchObject({
      'bounding-box': { x: 1, y: 2, width: 3, height: 4 },
      classifications: [{ title: 'Transcription', answer: 'half wo-' }],
      source: { id: 'l', block: 'b' },
    });
    expect(toolsOf(tasks)[1]?.['polyline']).toEqual([
      [1, 5],
      [4, 5],
    ]);
    expect(setAside.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      'TextLine m (line 4): WIDTH: wide',
      'TextLine n (line 5): not a list of points: 1 2 3',
    ]);
  });
});
