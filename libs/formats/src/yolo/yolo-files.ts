import type { FinalFile } from '../converter/converter.js';

/** `data.yaml` as Ultralytics reads it. Source: Ultralytics, "Object Detection Datasets Overview". Text in quotes is JSON, which is YAML. */
export function dataYaml(titles: readonly string[], more: readonly string[] = []): FinalFile {
  const text = [
    '# Put the images beside the labels, into images/; images.csv says where each one is.',
    'path: .',
    'train: images',
    'val: images',
    `nc: ${titles.length}`,
    'names:',
    ...titles.map((title, id) => `  ${id}: ${JSON.stringify(title)}`),
    ...more,
  ].join('\n');
  return { name: 'data.yaml', pieces: [{ text: `${text}\n` }] };
}

/** One class a line, as older tools want it. */
export const classesTxt = (titles: readonly string[]): FinalFile => ({
  name: 'classes.txt',
  pieces: [{ text: titles.map((title) => `${title.replace(/\s+/g, ' ')}\n`).join('') }],
});
