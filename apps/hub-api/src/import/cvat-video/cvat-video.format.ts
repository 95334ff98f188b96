import type { ImportFormat } from '../import-format.js';
import { assembleCvatVideo, cvatTracks } from './assemble-cvat-video.js';
import { readCvatVideo } from './read-cvat-video.js';

/**
 * CVAT 1.1 "interpolation" XML: one video a file, tracks of boxes, polygons, polylines or points. Files of the same name
 * with `_vehicle`, `_traffic` … at its end hold classes frame by frame (JAAD) and belong to the same video.
 */
export const cvatVideo: ImportFormat = {
  name: 'cvat-video',
  detect: ({ text }) =>
    (/<annotations[\s>]/.test(text) && !/<image[\s>]/.test(text)) ||
    /<(vehicle_info|traffic_scene|vehicle_attributes)[\s>]/.test(text),
  open: () => ({ read: readCvatVideo, assemble: assembleCvatVideo, tracks: cvatTracks }),
};
