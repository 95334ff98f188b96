import { z } from 'zod';

const id = z.union([z.number(), z.string()]);

/**
 * A number of a file that may be none at all: what no export can write (NaN, infinities, null) is imported as it is, so
 * that the export can say so. Typed as what it should be.
 */
const coordinate = z.custom<number>((value) => value === null || typeof value === 'number', 'not a number');

/** 0 is an id like any other. HIT-UAV writes `filename`. */
export const imageSchema = z
  .looseObject({
    id,
    file_name: z.string().nullish(),
    filename: z.string().nullish(),
    width: coordinate.optional(),
    height: coordinate.optional(),
    coco_url: z.string().nullish(),
    flickr_url: z.string().nullish(),
  })
  .refine((image) => image.file_name || image.filename, { message: 'missing', path: ['file_name'] });
export type CocoImage = z.output<typeof imageSchema>;

export const categorySchema = z.looseObject({
  id,
  name: z.string().min(1),
  supercategory: z.string().nullish(),
  keypoints: z.array(z.string()).nullish(),
  skeleton: z.array(z.array(z.number())).nullish(),
});
export type CocoCategory = z.output<typeof categorySchema>;

export const annotationSchema = z.looseObject({
  id: id.nullish(),
  image_id: id,
  category_id: id.nullish(),
  /** [x, y, w, h], or [centre x, centre y, w, h, angle]: radians, clockwise on the screen. */
  bbox: z.array(coordinate).nullish(),
  segmentation: z
    .union([
      z.array(z.array(coordinate)),
      z.looseObject({ size: z.array(z.number()), counts: z.union([z.string(), z.array(z.number())]) }),
    ])
    .nullish(),
  keypoints: z.array(coordinate).nullish(),
  caption: z.string().nullish(),
});
export type CocoAnnotation = z.output<typeof annotationSchema>;
