import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compressCounts, fillZones, parseRle, rleArea, type Zone } from '@hub/annotations';
import { demoFiles, demoFolder, importInMemory, textFile, toolsOf } from '../testing/memory-import.js';
import { saV } from './sa-v.format.js';

interface Source {
  masklet: { size: number[]; counts: string }[][];
}
const source = JSON.parse(readFileSync(join(demoFolder, 'video-masks/sa-v/sav_000001_manual.json'), 'utf8')) as Source;

describe('sa-v', () => {
  it('gives every mask back to the pixel, on frame 4·i', async () => {
    const { tasks, setAside } = await importInMemory(saV, demoFiles('video-masks/sa-v'));
    expect(setAside).toEqual([]);
    const tools = toolsOf(tasks);
    const ids = [...new Set(tools.map((tool) => tool['objectId']))];
    expect(ids).toHaveLength(5);
    let [shown, empty] = [0, 0];
    source.masklet.forEach((masks, frame) =>
      masks.forEach((mask, object) => {
        const entry = tools.find((tool) => tool['objectId'] === ids[object] && tool['page'] === 4 * frame);
        const rle = parseRle(mask);
        if (rleArea(rle) === 0) {
          empty++;
          expect(entry === undefined || entry['interpolationStopped'] === true).toBe(true);
          return;
        }
        shown++;
        const { zones } = entry?.['segmentation'] as { zones: Zone[] };
        expect(compressCounts(fillZones(zones, rle).counts)).toBe(mask.counts);
      }),
    );
    expect([shown, empty]).toEqual([605 - 125, 125]);
    expect(tasks[0]).toMatchObject({
      externalId: 'sav_000001.mp4',
      metadata: { width: 480, height: 848, frameTotal: 483, frameRate: 24 },
    });
  });

  it('stops an object once, and lets it come back', async () => {
    const mask = (counts: number[]) => ({ size: [2, 2], counts });
    const frames = [[4], [1, 1, 2], [4], [4], [0, 4]].map((counts) => [mask(counts)]);
    const text = JSON.stringify({ video_id: 'v', masklet: frames });
    const { tasks } = await importInMemory(saV, [textFile('v.json', text)]);
    expect(toolsOf(tasks).map((tool) => [tool['page'], tool['interpolationStopped'] ?? false])).toEqual([
      [4, false],
      [8, true],
      [16, false],
    ]);
  });

  it('sets a mask aside that is none', async () => {
    const text = JSON.stringify({ masklet: [[{ size: [2, 2], counts: [9] }], [{ size: [2, 2], counts: [0, 4] }], 5] });
    const { tasks, setAside } = await importInMemory(saV, [textFile('v.json', text)]);
    expect(toolsOf(tasks)).toHaveLength(1);
    expect(setAside.map(({ place, kind }) => `${place} ${kind}`)).toEqual([
      'masklet[2] (line 1) bad-frame',
      'masklet[0][0] (line 1) bad-mask',
    ]);
  });
});
