import { z } from 'zod';
import type { Converter, ConverterContext, FinalFile } from '../converter/converter.js';
import { CocoCategories } from './coco-categories.js';
import { cocoFile } from './coco-file.js';
import { cocoStart, CocoWriter, type CocoState } from './coco-writer.js';

const count = z.number().int().nonnegative();
const titles = z.array(z.string()).readonly();
const nowhere = { dropped: 'COCO has no place for it' } as const;

/** Common Objects in Context: one JSON file. Ids are stable: categories in ontology order, images and annotations as they come. */
export const cocoConverter: Converter<Record<string, never>, CocoState> = {
  name: 'coco',
  title: 'COCO',
  options: z.strictObject({}),
  state: z.object({
    nextImage: count,
    nextAnnotation: count,
    categories: z.object({ added: titles, withKeyPoints: titles }),
  }),
  start: cocoStart,
  carries: {
    geometries: {
      'bounding-box': 'kept',
      'rotated-bounding-box': { approximated: 'a polygon of its corners, the angle as attribute' },
      polygon: 'kept',
      segmentation: { approximated: 'a mask of pixels where there are holes' },
      point: { approximated: 'key points, of the object it is grouped with or of its own' },
      polyline: nowhere,
      ner: nowhere,
      pdf: nowhere,
      spline: nowhere,
      circle: nowhere,
      angle: nowhere,
    },
    taskClassifications: nowhere,
    objectClassifications: { approximated: 'attributes, which most readers pass over' },
    relations: { dropped: 'COCO has no place for them, but for points of an object' },
    pages: 'kept',
    tracks: { approximated: 'the object id in each frame' },
  },
  streams: { images: cocoFile.separator, annotations: cocoFile.separator },
  open: ({ ontology }, state, output) =>
    new CocoWriter(ontology, state, {
      image: (json) => output.append('images', json),
      annotation: (json) => output.append('annotations', json),
    }),
  conclude: ({ ontology, projectName, baseName }: ConverterContext<unknown>, { categories }): FinalFile[] => [
    {
      name: `${baseName}.json`,
      pieces: [
        { text: cocoFile.head(projectName) },
        { stream: 'images' },
        { text: cocoFile.between },
        { stream: 'annotations' },
        { text: cocoFile.tail(new CocoCategories(ontology, categories).list()) },
      ],
    },
  ],
};
