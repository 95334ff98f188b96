import type { NewTask } from '@hub/annotation-store';
import type { JsonObject } from '@hub/annotations';
import type { Assembly, StagedAsset, StagedRecord } from '../import-format.js';
import { check } from '../read-record.js';
import { stableId } from '../stable-id.js';
import { annotationSchema, imageSchema, type CocoAnnotation, type CocoCategory } from './coco-records.js';
import { keypointGroup, keypointTools } from './coco-keypoints.js';
import { shapeOf, sourceOf } from './coco-shape.js';
import type { CategoriesByFile } from './read-coco.js';

/** An annotation with the category it names; the records it was made of: the keypoints may be in another file. */
interface Labelled {
  readonly annotation: CocoAnnotation;
  readonly category: CocoCategory | null;
  readonly records: readonly StagedRecord[];
}

export function assembleCoco(asset: StagedAsset, categories: CategoriesByFile, assembly: Assembly): NewTask {
  const image = imageSchema.parse(asset.assets[0]?.body);
  const { width, height, file_name, filename, ...others } = image;
  const externalId = String(file_name ?? filename);
  const answer = { tools: [] as JsonObject[], classifications: [] as JsonObject[], relations: [] as JsonObject[] };
  for (const labelled of mergeByFile(asset.parts, categories, assembly)) {
    try {
      addTo(answer, labelled, assembly);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      for (const record of labelled.records) assembly.refuse(record, 'bad-geometry', error.message);
    }
  }
  return {
    externalId,
    data: image.coco_url ?? image.flickr_url ?? externalId,
    kind: 'image',
    metadata: { ...(width != null && { width }), ...(height != null && { height }) },
    contextData: others,
    answer,
  };
}

/** The same annotation (id, category and box) of an instances and a keypoints file is one object. */
function mergeByFile(parts: readonly StagedRecord[], categories: CategoriesByFile, assembly: Assembly): Labelled[] {
  const merged = new Map<string, Labelled>();
  for (const record of parts) {
    const parsed = check(annotationSchema, record.body);
    if (!parsed.ok) {
      assembly.refuse(record, 'bad-annotation', parsed.reason);
      continue;
    }
    const annotation = parsed.value;
    const { id, category_id: categoryId, bbox } = annotation;
    const category = categoryId == null ? null : (categories.get(record.file)?.get(String(categoryId)) ?? null);
    if (categoryId != null && !category) {
      assembly.refuse(record, 'unknown-category', `category_id: there is no category ${categoryId}`);
      continue;
    }
    const kind = annotation.caption == null ? 'object' : 'caption';
    let key = JSON.stringify([kind, id ?? null, category?.name ?? null, bbox ?? null]);
    const same = merged.get(key);
    if (!same || id == null || same.records.some(({ file }) => file === record.file)) {
      if (same) key += ` ${record.file} ${record.place}`;
      merged.set(key, { annotation, category, records: [record] });
      continue;
    }
    const keypointed = annotation.keypoints ? category : same.category;
    const records = [...same.records, record];
    merged.set(key, { annotation: { ...same.annotation, ...annotation }, category: keypointed, records });
  }
  return [...merged.values()];
}

/** Throws RangeError before anything is added. */
function addTo(
  answer: { tools: JsonObject[]; classifications: JsonObject[]; relations: JsonObject[] },
  { annotation, category, records }: Labelled,
  { classes }: Assembly,
): void {
  const first = records[0]!;
  const objectId = stableId(first.fileName, first.place);
  const source = sourceOf(annotation);
  if (annotation.caption != null) {
    const question = classes.classification('Caption', 'text');
    const tool = { objectId, ...question, tool: 'text', answer: annotation.caption, classifications: [], source };
    answer.classifications.push(tool);
    return;
  }
  if (!category) throw new RangeError('neither a category nor a caption');
  const shape = shapeOf(annotation);
  const points = annotation.keypoints ? keypointTools(annotation.keypoints, category, objectId, classes) : [];
  if (!shape && points.length === 0) throw new RangeError('neither an outline, a box nor keypoints');
  if (shape) {
    const name = classes.tool(category.name, shape.kind, { supercategory: category.supercategory ?? null });
    const difficult = annotation['difficult'] === true ? [difficultAnswer(objectId, name, classes)] : [];
    answer.tools.push({ [shape.kind]: shape.value, objectId, ...name, classifications: difficult, source });
  }
  answer.tools.push(...points);
  if (points.length === 0) return;
  const members = [...(shape ? [objectId] : []), ...points.map((point) => String(point['objectId']))];
  answer.relations.push(keypointGroup(category, objectId, members, classes));
}

function difficultAnswer(
  objectId: string,
  tool: { schemaId: string; title: string },
  classes: Assembly['classes'],
): JsonObject {
  const question = classes.nested(tool, 'difficult', 'boolean');
  return {
    objectId: stableId(objectId, 'difficult'),
    ...question,
    tool: 'boolean',
    answer: true,
    classifications: [],
  };
}
