import type { Placement } from '../import-wish.js';

/** A data set of the demo and the project made of it. */
export interface DemoSet {
  readonly project: string;
  readonly description: string;
  /** Below the demo folder. */
  readonly folder: string;
  readonly place: (n: number) => Placement;
}

const complete = (...batches: string[]): Placement => ({ stageId: 'Complete', batches });

/** Everything is in Complete, where a default export finds it; batches show what filters do (demo/README.md). */
export const demoSets: readonly DemoSet[] = [
  {
    project: 'COCO mini',
    description: 'COCO 2017 val, 79 images: polygons, crowds, keypoints, captions',
    folder: 'coco/coco-mini-val',
    place: (n) => complete(n < 40 ? 'batch 1' : 'batch 2'),
  },
  {
    project: 'UAVVaste',
    description: 'Rubbish seen from drones, 250 images: polygons',
    folder: 'coco/uavvaste',
    place: (n) => complete(n < 100 ? 'flight 1' : 'flight 2'),
  },
  {
    project: 'JAAD',
    description: 'Pedestrians in traffic, 3 videos: tracks with attributes, classes by frame',
    folder: 'video-tracks/jaad',
    place: () => complete(),
  },
  {
    project: 'SA-V',
    description: 'One video with masks of five objects',
    folder: 'video-masks/sa-v',
    place: () => complete(),
  },
  {
    project: 'HIT-UAV',
    description: 'Infrared images from drones, 579 images: turned boxes',
    folder: 'rotated-boxes/hit-uav',
    place: () => complete(),
  },
  {
    project: 'WNUT17',
    description: 'English posts with emoji, 1,009 texts: named entities',
    folder: 'text-ner/wnut17',
    place: () => complete(),
  },
  {
    project: 'Wikipedia-ja',
    description: 'Japanese sentences, 600 texts: named entities',
    folder: 'text-ner/wikipedia-ja',
    place: () => complete(),
  },
  {
    project: 'DeepWeeds',
    description: 'Weeds of Australia, 3,507 images: one class each',
    folder: 'classification/deepweeds',
    place: (n) => complete(`week ${Math.floor(n / 1000) + 1}`),
  },
  {
    project: 'CREMMA',
    description: 'A manuscript of 11 pages: regions, lines, text',
    folder: 'documents/cremma-penn660',
    place: () => complete(),
  },
];
