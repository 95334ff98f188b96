import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../hubs/process.js';

/** What a data set holds, counted straight from its files, with none of our code between. */
export interface SourceCounts {
  readonly tasks: number;
  /** Per exported object or answer, by kind; kinds that do not occur are left out. */
  readonly objects: Readonly<Record<string, number>>;
}

const demo = join(repository, 'demo');
const text = (path: string): string => readFileSync(join(demo, path), 'utf8');
const json = <T>(path: string): T => JSON.parse(text(path)) as T;
const matches = (source: string, pattern: RegExp): number => [...source.matchAll(pattern)].length;

interface CocoFile {
  images: unknown[];
  annotations: { segmentation?: unknown; iscrowd?: number; keypoints?: number[]; caption?: string }[];
}

function cocoMini(): SourceCounts {
  const instances = json<CocoFile>('coco/coco-mini-val/instances_val2017.json');
  const persons = json<CocoFile>('coco/coco-mini-val/person_keypoints_val2017.json').annotations;
  const captions = json<CocoFile>('coco/coco-mini-val/captions_val2017.json').annotations;
  const onePolygon = instances.annotations.filter(
    ({ segmentation }) => Array.isArray(segmentation) && segmentation.length === 1,
  );
  // x, y, v triples; v 0 is a point that nobody labelled
  const points = persons.flatMap(({ keypoints = [] }) => keypoints.filter((_, i) => i % 3 === 2)).filter((v) => v > 0);
  return {
    tasks: instances.images.length,
    objects: {
      polygon: onePolygon.length,
      segmentation: instances.annotations.length - onePolygon.length,
      point: points.length,
      classification: captions.length,
    },
  };
}

function uavvaste(): SourceCounts {
  const { images, annotations } = json<CocoFile>('coco/uavvaste/annotations.json');
  return { tasks: images.length, objects: { polygon: annotations.length } };
}

function hitUav(): SourceCounts {
  const { images, annotations } = json<CocoFile>('rotated-boxes/hit-uav/test.json');
  return { tasks: images.length, objects: { 'rotated-bounding-box': annotations.length } };
}

/** Boxes of all frames: every one is a key frame, so nothing is interpolated. */
function jaad(): SourceCounts {
  const folder = 'video-tracks/jaad';
  const videos = readdirSync(join(demo, folder)).filter((name) => /^video_\d+\.xml$/.test(name));
  const boxes = videos.map((name) => matches(text(join(folder, name)), /<box [^>]*outside="0"/g));
  return { tasks: videos.length, objects: { 'bounding-box': boxes.reduce((sum, n) => sum + n, 0) } };
}

/** Masks that show something; one on every fourth frame. */
function saV(): SourceCounts {
  const { masklet } = json<{ masklet: { size: [number, number]; counts: string }[][] }>(
    'video-masks/sa-v/sav_000001_manual.json',
  );
  // an empty mask is one run over all pixels: 480 × 848, which takes four characters of the compressed form
  const masks = masklet.flat().filter(({ counts }) => counts.length > 4);
  return { tasks: 1, objects: { segmentation: masks.length } };
}

function wnut17(): SourceCounts {
  const texts = text('text-ner/wnut17/emerging.dev.conll')
    .split(/\r?\n\s*\r?\n/)
    .filter((part) => part.trim());
  return { tasks: texts.length, objects: { ner: matches(texts.join('\n'), /\tB-/g) } };
}

function wikipediaJa(): SourceCounts {
  const texts = json<{ entities: unknown[] }[]>('text-ner/wikipedia-ja/ner.json');
  return { tasks: texts.length, objects: { ner: texts.reduce((sum, { entities }) => sum + entities.length, 0) } };
}

function deepWeeds(): SourceCounts {
  const lines = text('classification/deepweeds/labels.csv').trim().split(/\r?\n/).slice(1);
  return { tasks: lines.length, objects: { classification: lines.length } };
}

/** Eleven pages of one document; a line is a polygon with its baseline. */
function cremma(): SourceCounts {
  const folder = 'documents/cremma-penn660';
  const pages = readdirSync(join(demo, folder))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => text(join(folder, name)));
  const lines = matches(pages.join(''), /<TextLine\b/g);
  const blocks = pages.reduce((sum, page) => sum + matches(page, /<TextBlock\b/g), 0);
  return { tasks: 1, objects: { polygon: lines + blocks, polyline: lines } };
}

export const sourceCounts: Readonly<Record<string, () => SourceCounts>> = {
  'COCO mini': cocoMini,
  UAVVaste: uavvaste,
  JAAD: jaad,
  'SA-V': saV,
  'HIT-UAV': hitUav,
  WNUT17: wnut17,
  'Wikipedia-ja': wikipediaJa,
  DeepWeeds: deepWeeds,
  CREMMA: cremma,
};
