import type { NewTask } from '@hub/annotation-store';
import { parseRle, rleArea, traceZones, type JsonObject, type Rle, type Zone } from '@hub/annotations';
import { z } from 'zod';
import type { ClassName } from '../classes/project-classes.js';
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

/** Every object is a track of segmentations; an empty mask ends it until the next mask that is not empty. */
export function assembleSaV(asset: StagedAsset, assembly: Assembly): NewTask {
  const description = descriptionSchema.parse(asset.assets[0]?.body);
  const { video_id: id, video_width: width, video_height: height, ...others } = description;
  const name = id ?? stemOf(asset.identity);
  const { video_frame_count: frameTotal, video_duration: duration } = description;
  const frameRate = frameTotal && duration ? frameTotal / duration : undefined;
  const title = assembly.classes.tool('object', 'segmentation');
  const tracks = tracksOf(asset.parts, assembly);
  return {
    externalId: `${name}.mp4`,
    data: `${name}.mp4`,
    kind: 'video',
    metadata: { width, height, frameTotal, frameRate },
    contextData: { video_id: name, ...others },
    answer: {
      tools: tracks.flatMap((masks, object) =>
        entriesOf(masks, stableId(name, 'masklet', description.masklet_id?.[object] ?? object), title),
      ),
      classifications: [],
      relations: [],
    },
  };
}

function tracksOf(parts: readonly StagedRecord[], assembly: Assembly): Mask[][] {
  const tracks: Mask[][] = [];
  for (const record of parts) {
    const { frame, object, rle } = recordSchema.parse(record.body);
    try {
      const mask = { page: frame * videoFramesPerAnnotatedFrame, object, rle: parseRle(rle) };
      (tracks[object] ??= []).push(mask);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      assembly.refuse(record, 'bad-mask', error.message);
    }
  }
  return Array.from(tracks, (track) => track ?? []);
}

function entriesOf(masks: readonly Mask[], objectId: string, name: ClassName): JsonObject[] {
  let shown: Zone[] | null = null;
  return masks.flatMap(({ page, rle }) => {
    const empty = rleArea(rle) === 0;
    // gone already, or not there yet
    if (empty && !shown) return [];
    const zones: Zone[] = empty ? (shown ?? []) : traceZones(rle);
    shown = empty ? null : zones;
    const entry = { segmentation: { zones }, objectId, ...name, classifications: [], page };
    return [empty ? { ...entry, interpolationStopped: true } : entry];
  });
}
