import type { Carried, Carries } from '../converter/fidelity.js';

const nowhere = { dropped: 'YOLO has no place for it' } as const;

/** Every YOLO format keeps classes and places, and nothing else. */
export const yoloCarries = (geometries: Partial<Record<keyof Carries['geometries'], Carried>>): Carries => ({
  geometries: {
    'bounding-box': nowhere,
    'rotated-bounding-box': nowhere,
    polygon: nowhere,
    segmentation: nowhere,
    point: nowhere,
    polyline: nowhere,
    ner: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
    ...geometries,
  },
  taskClassifications: nowhere,
  objectClassifications: nowhere,
  relations: nowhere,
  pages: 'kept',
  tracks: nowhere,
});

/** Without the size of its image nothing can be a share of it. */
export const noSize = 'image size: not known, so objects cannot be written as shares of it';
