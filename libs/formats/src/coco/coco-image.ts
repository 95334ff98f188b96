import type { ExportedHead } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';

/** The image of an asset, or of one of its pages or frames, as JSON. */
export function imageJson(head: ExportedHead, id: number, page: number | undefined, size: ImageSize | null): string {
  const file = page === undefined ? head.externalId : (head.dataset?.[page] ?? `${head.externalId}#${page}`);
  const frame = page === undefined ? {} : { video_id: head.assetId, frame_id: page };
  const url = page === undefined ? head.asset : (head.dataset?.[page] ?? head.asset);
  return JSON.stringify({
    id,
    file_name: file,
    ...(size ?? { width: 0, height: 0 }),
    coco_url: url,
    task_id: head.task.taskId,
    ...frame,
  });
}
