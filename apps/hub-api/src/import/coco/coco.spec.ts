import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillZones, parseRle, type Zone } from '@hub/annotations';
import {
  classificationsOf,
  demoFiles,
  demoFolder,
  importInMemory,
  relationsOf,
  tally,
  textFile,
  toolsOf,
} from '../testing/memory-import.js';
import { coco } from './coco.format.js';

interface Source {
  images: { id: number; file_name?: string; width: number; height: number }[];
  categories: { id: number; name: string }[];
  annotations: {
    id: number;
    image_id: number;
    category_id: number;
    segmentation: number[][] | object;
    iscrowd: number;
    bbox: number[];
    keypoints?: number[];
    caption?: string;
    difficult?: boolean;
  }[];
}
const source = (path: string): Source => JSON.parse(readFileSync(join(demoFolder, path), 'utf8')) as Source;
const nameOf = ({ categories }: Source, id: number): string => categories.find((c) => c.id === id)?.name ?? '';

describe('coco', () => {
  it('imports COCO mini: instances, keypoints and captions of an image become one task', async () => {
    const instances = source('coco/coco-mini-val/instances_val2017.json');
    const persons = source('coco/coco-mini-val/person_keypoints_val2017.json');
    const captions = source('coco/coco-mini-val/captions_val2017.json');
    const { tasks, setAside, classes } = await importInMemory(coco, demoFiles('coco/coco-mini-val'));
    expect(setAside).toEqual([]);
    expect(tasks.map(({ externalId }) => externalId)).toEqual(captions.images.map((image) => image.file_name));
    const tools = toolsOf(tasks);
    const objects = tools.filter((tool) => !('point' in tool));
    expect(tally(objects.map((tool) => tool['title']))).toEqual(
      tally(instances.annotations.map((a) => nameOf(instances, a.category_id))),
    );
    const kinds = instances.annotations.map(
      ({ segmentation }) => Array.isArray(segmentation) && segmentation.length === 1,
    );
    expect(objects.filter((tool) => 'polygon' in tool)).toHaveLength(kinds.filter(Boolean).length);
    expect(objects.filter((tool) => 'segmentation' in tool)).toHaveLength(kinds.filter((one) => !one).length);

    const labelled = persons.annotations.flatMap(({ keypoints = [] }) =>
      keypoints.filter((v, i) => i % 3 === 2 && v > 0),
    );
    expect(tools.length - objects.length).toBe(labelled.length);
    expect(labelled).toHaveLength(652);
    const groups = relationsOf(tasks).filter((relation) => relation['title'] === 'person keypoints');
    expect(groups).toHaveLength(
      persons.annotations.filter((a) => a.keypoints?.some((v, i) => i % 3 === 2 && v > 0)).length,
    );
    expect(
      classificationsOf(tasks)
        .map((item) => item['answer'])
        .sort(),
    ).toEqual(captions.annotations.map(({ caption }) => caption).sort());
    // all 80 labels, also the two without an instance
    const titles = new Set(classes.schema().tools.map((tool) => tool['title']));
    expect(instances.categories.filter(({ name }) => !titles.has(name))).toEqual([]);
  });

  it('keeps crowds to the pixel', async () => {
    const { annotations } = source('coco/coco-mini-val/instances_val2017.json');
    const { tasks } = await importInMemory(coco, demoFiles('coco/coco-mini-val'));
    const crowds = annotations.filter(({ iscrowd }) => iscrowd === 1);
    expect(crowds).toHaveLength(5);
    for (const crowd of crowds) {
      const tool = toolsOf(tasks).find(({ source: from }) => (from as { id: number } | undefined)?.id === crowd.id);
      const mask = parseRle(crowd.segmentation);
      const { zones } = tool?.['segmentation'] as { zones: Zone[] };
      const filled = fillZones(zones, mask);
      // runs of length 0 say nothing
      expect(pixels(filled.counts)).toEqual(pixels(mask.counts));
    }
  });

  it('takes 0 for an id like any other, and null for nothing', async () => {
    const { images, annotations } = source('coco/uavvaste/annotations.json');
    const { tasks, setAside } = await importInMemory(coco, demoFiles('coco/uavvaste'));
    expect(setAside).toEqual([]);
    expect(tasks).toHaveLength(images.length);
    expect(toolsOf(tasks)).toHaveLength(annotations.length);
    expect(toolsOf(tasks.slice(0, 1))).toHaveLength(annotations.filter((a) => a.image_id === 0).length);
    expect(tasks[0]).toMatchObject({ metadata: { width: 3840, height: 2160 }, contextData: { id: 0, coco_url: null } });
  });

  it('turns boxes with an angle, clockwise', async () => {
    const { images, annotations, categories } = source('rotated-boxes/hit-uav/test.json');
    const { tasks, setAside } = await importInMemory(coco, demoFiles('rotated-boxes/hit-uav'));
    expect(setAside).toEqual([]);
    expect(tasks).toHaveLength(images.length);
    expect(tasks.filter((task) => task.answer?.tools.length === 0)).toHaveLength(8);
    expect(tally(toolsOf(tasks).map((tool) => tool['title']))).toEqual(
      tally(annotations.map((a) => categories.find(({ id }) => id === a.category_id)?.name)),
    );
    const difficult = toolsOf(tasks).filter((tool) => (tool['classifications'] as unknown[]).length > 0);
    expect(difficult).toHaveLength(annotations.filter((a) => a.difficult).length);
    const first = annotations[0]!;
    const [cx, cy, width, height, angle] = first.bbox as [number, number, number, number, number];
    expect(toolsOf(tasks)[0]?.['rotated-bounding-box']).toEqual({
      x: cx - width / 2,
      y: cy - height / 2,
      width,
      height,
      rotation: expect.closeTo((angle * 180) / Math.PI, 9) as number,
    });
    expect(tasks[0]?.contextData).toMatchObject({ scenario: '0', altitude: '120', date: '20210119' });
  });

  it('sets bad records aside with their place and imports the rest, in whatever order they come', async () => {
    const text = `{"annotations": [
      {"id": 1, "image_id": 7, "category_id": 0, "bbox": [1, 2, 3, 4]},
      {"id": 2, "image_id": 7, "category_id": 0, "bbox": [1, NaN, 3, 4]},
      {"id": 3, "image_id": 7, "category_id": 9, "bbox": [1, 2, 3, 4]},
      {"id": 4, "category_id": 0, "bbox": [1, 2, 3, 4]},
      {"id": 5, "image_id": 7, "category_id": 0, "segmentation": [[1, 2, 3]]},
      {"id": 6, "image_id": 7, "category_id": 0, "bbox": [1, 2, "x", 4]},
      {"id": 7, "image_id": 7, "category_id": 0},
      {"id": 8, "image_id": 7, nothing}
    ], "images": [{"id": 7, "file_name": "a.png"}, {"id": 8}], "categories": [{"id": 0, "name": "cat"}]}`;
    const { tasks, setAside } = await importInMemory(coco, [textFile('bad.json', text)]);
    expect(toolsOf(tasks).map((tool) => (tool['source'] as { id: number }).id)).toEqual([1, 2]);
    // what can be read is imported, also where no export can write it: the export will say so
    expect(toolsOf(tasks)[1]).toMatchObject({ 'bounding-box': { x: 1, y: NaN, width: 3, height: 4 } });
    expect(setAside.map(({ place, kind }) => `${place} ${kind}`)).toEqual([
      'annotations[3] (line 5) bad-annotation',
      'annotations[7] (line 9) not-json',
      'images[1] (line 10) bad-image',
      'annotations[2] (line 4) unknown-category',
      'annotations[5] (line 7) bad-annotation',
      'annotations[4] (line 6) bad-geometry',
      'annotations[6] (line 8) bad-geometry',
    ]);
    expect(setAside[1]?.reason).toContain('not JSON');
  });

  it('keeps what comes before the place where a file is cut off', async () => {
    const text = `{"images": [{"id": 7, "file_name": "a.png"}], "categories": [{"id": 0, "name": "cat"}], "annotations": [
      {"id": 1, "image_id": 7, "category_id": 0, "bbox": [1, 2, 3, 4]},
      {"id": 2, "image_id": 7, "cate`;
    const { tasks, setAside } = await importInMemory(coco, [textFile('cut.json', text)]);
    expect(toolsOf(tasks)).toHaveLength(1);
    expect(setAside).toEqual([
      { file: 'cut.json', place: 'line 3', kind: 'broken-file', reason: 'the file is cut off in annotations[1]' },
    ]);
  });
});

/** Runs as positions where the value changes. */
function pixels(counts: readonly number[]): number[] {
  const changes: number[] = [];
  let at = 0;
  counts.forEach((run, i) => {
    if (run > 0 && i % 2 === 1) changes.push(at, at + run);
    at += run;
  });
  return changes.filter((value, i) => value !== changes[i + 1] && value !== changes[i - 1]);
}
