import type { NewKeyFrame, NewTask, NewTrack } from '@hub/annotation-store';
import { parseRle, rleArea, traceZones, type Rle, type Zone } from '@hub/annotations';
import { z } from 'zod';
import { groupAdjacent } from '../group-adjacent.js';
import type { Assembly, StagedAsset, StagedRecord } from '../import-format.js';
import { stableId } from '../stable-id.js';
import { stemOf } from '../source/source-file.js';

/** The set is annotated at 6 of 24 frames a second: annotated frame i is frame 4·i of the video. */
const videoFramesPerAnnotatedFrame = 4;

const descriptionSchema = z.looseObject({
  video_id: z.string().optional(),
  video_duration: z.number().optional(),
  video_frame_count: z.number().optional(),
  video_height: z.number().optional(),
  video_width: z.number().optional(),
  masklet_id: z.array(z.union([z.number(), z.string()])).optional(),
});
const recordSchema = z.object({ frame: z.number(), object: z.number(), rle: z.unknown() });

interface Mask {
  readonly page: number;
  readonly object: number;
  readonly rle: Rle;
}

export function assembleSaV(asset: StagedAsset): NewTask {
  const description = descriptionSchema.parse(asset.assets[0]?.body);
  const { video_id: _, video_width: width, video_height: height, ...others } = description;
  const name = nameOf(asset);
  const { video_frame_count: frameTotal, video_duration: duration } = description;
  const frameRate = frameTotal && duration ? frameTotal / duration : undefined;
  return {
    externalId: `${name}.mp4`,
    data: `${name}.mp4`,
    kind: 'video',
    metadata: { width, height, frameTotal, frameRate },
    contextData: { video_id: name, ...others },
    answer: { tools: [], classifications: [], relations: [] },
  };
}

/** Every object is a track of segmentations; an empty mask ends it until the next mask that is not empty. */
export async function* saVTracks(
  asset: StagedAsset,
  records: AsyncIterable<StagedRecord>,
  assembly: Assembly,
): AsyncGenerator<NewTrack> {
  const { masklet_id: ids } = descriptionSchema.parse(asset.assets[0]?.body);
  const name = assembly.classes.tool('object', 'segmentation');
  for await (const { first, items } of groupAdjacent(masksOf(records, assembly), (a, b) => a.object === b.object)) {
    const objectId = stableId(nameOf(asset), 'masklet', ids?.[first.object] ?? first.object);
    yield { geometry: 'segmentation', objectId, ...name, keyFrames: keyFramesOf(items) };
  }
}

const nameOf = (asset: StagedAsset): string =>
  descriptionSchema.parse(asset.assets[0]?.body).video_id ?? stemOf(asset.identity);

async function* masksOf(records: AsyncIterable<StagedRecord>, assembly: Assembly): AsyncGenerator<Mask> {
  for await (const record of records) {
    const { frame, object, rle } = recordSchema.parse(record.body);
    try {
      yield { page: frame * videoFramesPerAnnotatedFrame, object, rle: parseRle(rle) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      assembly.refuse(record, 'bad-mask', error.message);
    }
  }
}

async function* keyFramesOf(masks: AsyncIterable<Mask>): AsyncGenerator<NewKeyFrame> {
  let shown: Zone[] | null = null;
  for await (const { page, rle } of masks) {
    const empty = rleArea(rle) === 0;
    // gone already, or not there yet
    if (empty && !shown) continue;
    const zones: Zone[] = empty ? (shown ?? []) : traceZones(rle);
    shown = empty ? null : zones;
    yield { frame: page, shape: { zones }, stopped: empty };
  }
}
