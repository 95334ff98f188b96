import { JsonText } from '../text/loose-json.js';
import { splitJson, type JsonRecord } from '../text/split-json.js';
import type { RecordSink } from '../import-format.js';
import { check, parseJson } from '../read-record.js';
import type { SourceFile } from '../source/source-file.js';
import { annotationSchema, categorySchema, imageSchema, type CocoCategory } from './coco-records.js';

/** Categories of each file, by id as text. Images and annotations are staged: they may come in any order. */
export type CategoriesByFile = Map<number, Map<string, CocoCategory>>;

const fieldsOfAnImage = annotationSchema.pick({ image_id: true });

export async function readCoco(file: SourceFile, sink: RecordSink, categories: CategoriesByFile): Promise<void> {
  const own = new Map<string, CocoCategory>();
  categories.set(sink.file, own);
  const key = (imageId: number | string): string => `${sink.file}#${imageId}`;
  for await (const record of splitJson(file.chunks)) {
    if (record.index === null || !['images', 'annotations', 'categories'].includes(record.member)) continue;
    const place = placeOf(record);
    const parsed = parseJson(record.text);
    if (!parsed.ok) await sink.refuse(place, 'not-json', parsed.reason);
    else if (record.member === 'images') await readImage(parsed.value, place, new JsonText(record.text));
    else if (record.member === 'annotations') await readAnnotation(parsed.value, place, new JsonText(record.text));
    else await readCategory(parsed.value, place);
  }

  async function readImage(value: unknown, place: string, text: JsonText): Promise<void> {
    const image = check(imageSchema, value);
    if (!image.ok) return sink.refuse(place, 'bad-image', image.reason);
    await sink.asset(key(image.value.id), String(image.value.file_name ?? image.value.filename), place, text);
  }

  async function readAnnotation(value: unknown, place: string, text: JsonText): Promise<void> {
    const image = check(fieldsOfAnImage, value);
    if (!image.ok) return sink.refuse(place, 'bad-annotation', image.reason);
    await sink.part(key(image.value.image_id), 'annotation', place, text);
  }

  async function readCategory(value: unknown, place: string): Promise<void> {
    const category = check(categorySchema, value);
    if (!category.ok) return sink.refuse(place, 'bad-category', category.reason);
    own.set(String(category.value.id), category.value);
  }
}

const placeOf = ({ member, index, line }: JsonRecord): string => `${member}[${index}] (line ${line})`;
