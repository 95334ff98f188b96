import type { ConverterName } from '@hub/event-contracts';
import { badRequest } from '@hub/failures';
import { cocoConverter } from '../coco/coco-converter.js';
import { conllConverter } from '../conll/conll-converter.js';
import { csvConverter } from '../csv/csv-converter.js';
import { datumaroConverter } from '../datumaro/datumaro-converter.js';
import { jsonlConverter } from '../jsonl/jsonl-converter.js';
import { kittiConverter } from '../kitti/kitti-converter.js';
import { masksConverter } from '../masks/masks-converter.js';
import { motConverter } from '../mot/mot-converter.js';
import { vocConverter } from '../voc/voc-converter.js';
import { yoloDetection } from '../yolo/yolo-detection.js';
import { yoloObb } from '../yolo/yolo-obb.js';
import { yoloPose } from '../yolo/yolo-pose.js';
import { yoloSegmentation } from '../yolo/yolo-segmentation.js';
import type { Converter } from './converter.js';

/** Whoever gets options and states in has them checked by the converter's own schemas. */
const erased = <Options, State>(converter: Converter<Options, State>): Converter => converter as unknown as Converter;

export const builtInConverters: readonly Converter[] = [
  erased(cocoConverter),
  erased(yoloDetection),
  erased(yoloSegmentation),
  erased(yoloObb),
  erased(yoloPose),
  erased(vocConverter),
  erased(kittiConverter),
  erased(motConverter),
  erased(csvConverter),
  erased(jsonlConverter),
  erased(masksConverter),
  erased(conllConverter),
  erased(datumaroConverter),
];

/** Throws Failure `bad-request` where there is no such converter. */
export function converterOf(name: ConverterName): Converter {
  const found = builtInConverters.find((one) => one.name === name);
  if (found) return found;
  const expected = builtInConverters.map((one) => one.name).join(', ');
  throw badRequest(`There is no converter '${name}'.`, { field: 'converter', value: name, expected });
}
