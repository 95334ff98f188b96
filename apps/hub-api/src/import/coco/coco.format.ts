import type { ImportFormat } from '../import-format.js';
import { assembleCoco } from './assemble-coco.js';
import { readCoco, type CategoriesByFile } from './read-coco.js';

/** COCO: instances, crowds, keypoints and captions; boxes with a fifth number (HIT-UAV) are turned boxes. */
export const coco: ImportFormat = {
  name: 'coco',
  detect: ({ text }) => /^\s*\{/.test(text) && /"(images|annotations|categories)"\s*:\s*\[/.test(text),
  open: () => {
    const categories: CategoriesByFile = new Map();
    return {
      read: (file, sink) => readCoco(file, sink, categories),
      assemble: (asset, assembly) => assembleCoco(asset, categories, assembly),
      declareUnused(classes) {
        for (const own of categories.values())
          for (const { name, supercategory } of own.values())
            if (!classes.hasTool(name)) classes.tool(name, 'bounding-box', { supercategory: supercategory ?? null });
      },
    };
  },
};

/** The same reader under the name people look for. */
export const cocoRotated: ImportFormat = {
  ...coco,
  name: 'coco-rotated',
  detect: ({ text }) => coco.detect({ name: '', text }) && /"bbox"\s*:\s*\[(\s*[\d.eE+-]+\s*,){4}/.test(text),
};
