import { createHash } from 'node:crypto';

/** Base64 that no zip makes smaller by much, the same for the same seed. */
function noise(seed: number, length: number): string {
  const blocks = Array.from({ length: Math.ceil(length / 88) }, (_, i) =>
    createHash('sha512').update(`${seed} ${i}`).digest('base64'),
  );
  return blocks.join('').slice(0, length);
}

/**
 * A COCO file of many images with ten boxes and a long caption each: enough text for dozens of slices, and an archive
 * that needs several parts to be delivered.
 */
export function largeCoco(images: number, captionLength: number): string {
  const numbers = Array.from({ length: images }, (_, i) => i + 1);
  const boxes = numbers.flatMap((image) =>
    Array.from({ length: 10 }, (_, box) => ({
      id: image * 100 + box,
      image_id: image,
      category_id: 1 + (box % 3),
      bbox: [box * 7, image % 400, 20 + box, 30 + (image % 13)],
      iscrowd: 0,
    })),
  );
  const captions = numbers.map((image) => ({
    id: image * 100 + 99,
    image_id: image,
    caption: noise(image, captionLength),
  }));
  return JSON.stringify({
    images: numbers.map((id) => ({ id, file_name: `${id}.jpg`, width: 640, height: 480 })),
    annotations: [...boxes, ...captions],
    categories: ['car', 'person', 'tree'].map((name, i) => ({ id: i + 1, name })),
  });
}
