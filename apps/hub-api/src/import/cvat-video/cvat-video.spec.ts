import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  classificationsOf,
  demoFiles,
  demoFolder,
  importInMemory,
  tally,
  textFile,
  toolsOf,
} from '../testing/memory-import.js';
import { cvatVideo } from './cvat-video.format.js';
import { rangesOf } from './frame-ranges.js';

const videos = ['0001', '0042', '0118'];
const text = (name: string): string => readFileSync(join(demoFolder, 'video-tracks/jaad', `video_${name}.xml`), 'utf8');
const matches = (content: string, pattern: RegExp): RegExpExecArray[] => [...content.matchAll(pattern)];

describe('cvat-video', () => {
  it('imports JAAD: every box of every track, with its attributes', async () => {
    const { tasks, setAside } = await importInMemory(cvatVideo, demoFiles('video-tracks/jaad'));
    expect(setAside).toEqual([]);
    expect(tasks.map(({ externalId }) => externalId)).toEqual(videos.map((name) => `video_${name}.mp4`));
    for (const [i, name] of videos.entries()) {
      const content = text(name);
      const tools = toolsOf([tasks[i]!]);
      const tracks = content.split('<track ').slice(1);
      expect(new Set(tools.map((tool) => tool['objectId'])).size).toBe(tracks.length);
      const boxes = tracks.flatMap((track) =>
        matches(track, /<box ([^>]*)>/g).map(([, element = '']) => {
          const value = (key: string): number => Number(new RegExp(`${key}="([^"]*)"`).exec(element)?.[1]);
          const [x, y] = [value('xtl'), value('ytl')];
          return {
            'bounding-box': { x, y, width: value('xbr') - x, height: value('ybr') - y },
            title: /label="([^"]*)"/.exec(track)?.[1],
            page: value('frame'),
            occluded: value('occluded') === 1,
          };
        }),
      );
      expect(
        tools.map((tool) => ({
          'bounding-box': tool['bounding-box'],
          title: tool['title'],
          page: tool['page'],
          occluded: tool['occluded'] === true,
        })),
      ).toEqual(boxes);
      const answers = tools.flatMap((tool) => tool['classifications'] as { title: string; answer: string }[]);
      const attributes = matches(content, /<attribute name="([^"]*)">([^<]*)</g);
      expect(answers.map(({ title, answer }) => `${title}=${answer}`)).toEqual(
        attributes.map(([, key, answer]) => `${key}=${answer}`),
      );
      expect(tasks[i]?.metadata).toEqual({
        width: 1920,
        height: 1080,
        frameTotal: Number(/<size>(\d+)</.exec(content)?.[1]),
      });
    }
  });

  it('says the classes of frames by their changes only, and loses no frame', async () => {
    const { tasks } = await importInMemory(cvatVideo, demoFiles('video-tracks/jaad'));
    for (const [i, name] of videos.entries()) {
      const frames = matches(text(`${name}_vehicle`), /<frame action="([^"]*)" id="(\d+)"/g);
      const ranges = classificationsOf([tasks[i]!]).filter((item) => item['title'] === 'vehicle action');
      const told = frames.map(([, , id]) => {
        const last = ranges.filter((range) => (range['page'] as number) <= Number(id)).at(-1);
        return last?.['answer'];
      });
      expect(told).toEqual(frames.map(([, action]) => action));
      expect(ranges.length).toBeLessThan(10);
      expect(tasks[i]?.contextData).toHaveProperty('road_type');
    }
    expect(tally(classificationsOf(tasks).map((item) => item['title']))).toMatchObject({
      ped_crossing: expect.any(Number) as number,
    });
  });

  it('ends a range where frames are missing', () => {
    const at = (frame: number, value: string) => ({ frame, value });
    expect(rangesOf([at(5, 'b'), at(0, 'a'), at(1, 'a'), at(6, 'b')], 7)).toEqual([
      { frame: 0, value: 'a', stopped: false },
      { frame: 2, value: 'a', stopped: true },
      { frame: 5, value: 'b', stopped: false },
    ]);
  });

  it('takes outside for the end of an object, keeps what it can read, and sets the other shapes aside', async () => {
    const xml = `<annotations><meta><task><name>clip</name><size>9</size></task></meta>
<track label="car" id="4">
<box frame="0" xtl="1" ytl="2" xbr="4" ybr="6" outside="0"></box>
<box frame="1" xtl="NaN" ytl="2" xbr="4" ybr="6" outside="0"></box>
<box frame="2" ytl="2" xbr="4" ybr="6" outside="0"></box>
<box frame="0" xtl="1" ytl="2" xbr="4" ybr="6" outside="0"></box>
<box frame="4" xtl="left" ytl="2" xbr="4" ybr="6" outside="0"></box>
<box frame="5" xtl="1" ytl="2" xbr="4" ybr="6" outside="1"></box>
</track>
<track><polygon frame="1" points="1,2;3,4;5,6"></polygon></track>
<track label="lane" id="5"><polyline frame="1" points="1,2;3,4"></polyline></track>
</annotations>`;
    const { tasks, setAside } = await importInMemory(cvatVideo, [textFile('clip.xml', xml)]);
    expect(toolsOf(tasks).map((tool) => [tool['title'], tool['page'], tool['interpolationStopped']])).toEqual([
      ['car', 0, undefined],
      ['car', 1, undefined],
      ['car', 2, undefined],
      ['car', 0, undefined],
      ['car', 5, true],
      ['lane', 1, undefined],
    ]);
    expect(setAside.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      'track 1, frame 1 (line 10): a shape outside a track with a label',
      'track 0, frame 4 (line 7): xtl: "left" is no number',
    ]);
  });

  it('keeps what comes before XML that is broken or cut off', async () => {
    const whole = '<annotations><track label="car">\n<box frame="0" xtl="1" ytl="2" xbr="4" ybr="6"></box>\n';
    for (const rest of ['<box frame="1" <', '<box frame="1" xtl="1"></track>', '']) {
      const { tasks, setAside } = await importInMemory(cvatVideo, [textFile('cut.xml', whole + rest)]);
      expect(toolsOf(tasks)).toHaveLength(1);
      expect(setAside[0]).toMatchObject({ kind: 'broken-file', place: 'line 3' });
    }
  });
});
