import type { NewTask, NewTrack } from '@hub/annotation-store';
import type { Assembly, StagedAsset, StagedRecord } from '../import-format.js';
import { baseName } from '../source/source-file.js';
import { videoSchema, type CvatVideo } from './cvat-records.js';
import { frameRanges } from './frame-ranges.js';
import { tracksOf } from './tracks.js';

/** The video its track file tells of, with what its frame files add. */
export function assembleCvatVideo(asset: StagedAsset, assembly: Assembly): NewTask {
  const told = asset.assets.map(({ body }) => videoSchema.parse(body));
  const video = mainOf(told);
  const size = Number(video.size);
  const frameTotal = Number.isInteger(size) && size > 0 ? size : null;
  // the contract wants the extension in the name of a video (spec 11)
  const fileName = baseName(video.source ?? `${video.name ?? asset.identity}.mp4`);
  return {
    externalId: fileName,
    data: video.source ?? fileName,
    kind: 'video',
    metadata: {
      ...(Number(video.width) > 0 && { width: Number(video.width) }),
      ...(Number(video.height) > 0 && { height: Number(video.height) }),
      ...(frameTotal !== null && { frameTotal }),
    },
    contextData: Object.assign({}, ...told.map(({ described }) => described)) as Record<string, string>,
    answer: {
      tools: [],
      classifications: frameRanges(asset.parts, frameTotal, assembly),
      relations: [],
    },
  };
}

/** Its tracks, as they stream by. */
export const cvatTracks = (
  asset: StagedAsset,
  records: AsyncIterable<StagedRecord>,
  assembly: Assembly,
): AsyncIterable<NewTrack> =>
  tracksOf(records, mainOf(asset.assets.map(({ body }) => videoSchema.parse(body))), assembly);

const mainOf = (told: readonly CvatVideo[]): CvatVideo =>
  told.find(({ source, name }) => source ?? name) ?? (told[0] as CvatVideo);
