import { onBench, type Bench } from './build/bench.js';
import { fill } from './build/fill.js';
import { measureBuild } from './build/measure-build.js';
import { measureBuilders } from './build/measure-builders.js';
import { measureCoco } from './build/measure-coco.js';
import { measureDeliver } from './build/measure-deliver.js';
import { measureKill } from './build/measure-kill.js';
import { measureMemory } from './build/measure-memory.js';
import { measureRouters } from './build/measure-routers.js';
import { measureVideo } from './build/measure-video.js';
import { measureBeside } from './hub/measure-beside.js';
import { measureHistory } from './hub/measure-history.js';
import { measurePreview } from './hub/measure-preview.js';
import { measureSmall } from './hub/measure-small.js';
import type { BenchSettings } from './machine/bench-settings.js';
import type { Finding } from './report/finding.js';

export interface Measurement {
  readonly about: string;
  measure(settings: BenchSettings): Promise<Finding[]>;
}

const onServices = (measure: (bench: Bench) => Promise<Finding[]>) => (settings: BenchSettings) =>
  onBench(settings, measure);

/** Every line of design §11 that concerns building, by its word on the command line. */
export const measurements: Readonly<Record<string, Measurement>> = {
  build: {
    about: '100,000 tasks × 10 boxes, request → built, beside psql COPY | gzip -6',
    measure: onServices(measureBuild),
  },
  deliver: { about: 'the same, request → delivered in an S3 server', measure: onServices(measureDeliver) },
  memory: {
    about: 'peak memory of builder, router and converter: 10 k and 100 k tasks, Split of 1 M files',
    measure: onServices(measureMemory),
  },
  video: { about: 'one video with 200 k, 1 M and 10 M annotated frames', measure: onServices(measureVideo) },
  coco: {
    about: '50,000 tasks × 10 boxes, staged original → COCO, beside label-studio-sdk',
    measure: onServices(measureCoco),
  },
  small: {
    about: '100-task exports, request → notification on the socket, embedded and on Kafka',
    measure: measureSmall,
  },
  beside: { about: 'the same while a 1 M-annotation export runs, against the idle hub', measure: measureBeside },
  builders: { about: 'two builders instead of one, a core each', measure: onServices(measureBuilders) },
  routers: { about: 'two storage-routers instead of one, six archives at a time', measure: onServices(measureRouters) },
  kill: { about: 'one of two builders killed at half', measure: onServices(measureKill) },
  history: { about: 'history pages of a project with 100 k exports, over HTTP', measure: measureHistory },
  preview: { about: 'what the preview says beforehand, and what comes out', measure: measurePreview },
};

/** Every word of the command line. */
export const words: Readonly<Record<string, Measurement>> = {
  ...measurements,
  fill: { about: 'only fills the database that all of them use', measure: onServices(fill) },
};
