import type { AnnotationSource } from '@hub/annotation-store';
import { type ArchiveDescriptor, archiveDescriptorSchema, Staging, streamArchive } from '@hub/archive';
import { exportFormatWriter } from '@hub/formats';
import type { ExportRequest } from '../build/build-context.js';
import { planPiece, type PieceLimits, type PlanPiece } from '../build/build-plan.js';
import { BuildSlice } from '../build/build-slice.js';
import { FinishBuild } from '../build/finish-build.js';
import type { DoneSlice } from '../build/completeness.js';
import type { SliceInput } from '../build/slice-input.js';
import { buildResultSchema, type BuildOutcome } from '../build/slice-result.js';
import { SliceSource } from '../build/slice-source.js';
import { videoTrackWriters } from '../build/video-track-writers.js';
import type { BuildBucket } from './memory-bucket.js';

export interface ByHand {
  readonly request: ExportRequest;
  readonly source: AnnotationSource;
  readonly bucket: BuildBucket;
  readonly sliceBytes?: number;
  /** How many slices at a time; they are begun last first, so that order cannot come from luck. */
  readonly width?: number;
  /** Size of the pieces of the plan; the plan is one piece without. */
  readonly limits?: PieceLimits;
  /** What happens to the checkpoints before the conclusion reads them. */
  readonly tamper?: (slices: DoneSlice[]) => DoneSlice[];
}

const unlimited: PieceLimits = { slices: Infinity, rows: Infinity, fewestSlices: 1 };

/** The plan of a build, piece after piece. */
export async function planByHand({ source, request, sliceBytes = 1000, limits = unlimited }: ByHand) {
  const slices: SliceInput[] = [];
  let [tasks, pieces] = [0, 0];
  for (let from: number | null = 0; from !== null; pieces++) {
    const piece: PlanPiece = await planPiece(source, request, { targetBytes: sliceBytes, limits }, { from });
    slices.push(...piece.slices);
    tasks += piece.tasks;
    from = piece.next;
  }
  return { slices, tasks, pieces };
}

/** A whole build without bus and database: plan, slices, conclusion. Checkpoints go through JSON as they do for real. */
export async function buildByHand(build: ByHand): Promise<BuildOutcome['archive']> {
  const { request, source, bucket, width = 1, tamper = (slices) => slices } = build;
  const staging = new Staging(bucket, 'build');
  const plan = await planByHand(build);
  const slices = new BuildSlice(new SliceSource(source, videoTrackWriters), staging);
  const done: DoneSlice[] = [];
  const waiting = plan.slices.map((input, number) => ({ input, number }));
  const worker = async (): Promise<void> => {
    for (let slice = waiting.pop(); slice; slice = waiting.pop()) {
      const result = await slices.execute(
        request,
        exportFormatWriter(request.selection),
        slice,
        new AbortController().signal,
      );
      const checked = buildResultSchema.parse(JSON.parse(JSON.stringify(result)));
      if (checked.kind === 'slice') done[slice.number] = { ...slice, result: checked };
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  const planned = { slices: plan.slices.length, tasks: plan.tasks };
  const finish = new FinishBuild(source, staging);
  return (await finish.execute({ request }, planned, stream(tamper(done)), new AbortController().signal)).archive;
}

async function* stream(slices: readonly DoneSlice[]): AsyncIterable<DoneSlice> {
  yield* slices;
}

export async function readDescriptor(bucket: BuildBucket, key: string): Promise<ArchiveDescriptor> {
  const chunks: Buffer[] = [];
  for await (const chunk of await bucket.get(key)) chunks.push(chunk as Buffer);
  return archiveDescriptorSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
}

export async function zipOf(bucket: BuildBucket, archive: BuildOutcome['archive']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamArchive(await readDescriptor(bucket, archive.descriptor.key), (key, range) =>
    bucket.get(key, range),
  ))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
