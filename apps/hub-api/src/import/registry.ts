import { alto } from './alto/alto.format.js';
import { classificationCsv } from './classification-csv/classification-csv.format.js';
import { cocoRotated, coco } from './coco/coco.format.js';
import { conll } from './conll/conll.format.js';
import { cvatVideo } from './cvat-video/cvat-video.format.js';
import type { ImportFormat } from './import-format.js';
import { nerJson } from './ner-json/ner-json.format.js';
import { saV } from './sa-v/sa-v.format.js';
import type { FileHead } from './source/peek.js';

/** Every format, the one that is sure of itself first: a file is read by the first that knows it. */
export const importFormats: readonly ImportFormat[] = [
  saV,
  cocoRotated,
  coco,
  nerJson,
  alto,
  cvatVideo,
  conll,
  classificationCsv,
];

export const formatByName = (name: string): ImportFormat | undefined =>
  importFormats.find((format) => format.name === name);

export const detectFormat = (head: FileHead): ImportFormat | undefined =>
  importFormats.find((format) => format.detect(head));
