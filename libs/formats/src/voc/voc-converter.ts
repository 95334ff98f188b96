import type { Box, GeometryKind } from '@hub/annotations';
import { z } from 'zod';
import type { Carries } from '../converter/fidelity.js';
import type { Losses } from '../converter/losses.js';
import type { ExportedClassification, ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import type { LabelFormat, LabelledImage } from '../images/per-image-run.js';
import { boundsOfShape } from '../images/shapes.js';
import { element, xmlText } from './voc-xml.js';

const nowhere = { dropped: 'Pascal VOC has no place for it' } as const;
const around = { approximated: 'the upright box around it' } as const;
const carries: Carries = {
  geometries: {
    'bounding-box': 'kept',
    'rotated-bounding-box': around,
    polygon: around,
    segmentation: around,
    point: nowhere,
    polyline: nowhere,
    ner: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
  },
  taskClassifications: nowhere,
  objectClassifications: { approximated: 'attributes, which most readers pass over' },
  relations: nowhere,
  pages: 'kept',
  tracks: nowhere,
};

const options = z.strictObject({
  ...perImageOptions,
  /** Of coordinates. The format knows whole pixels; some readers refuse anything else. */
  decimals: z.number().int().min(0).max(6).default(0),
});

/**
 * An XML file for each image; the first pixel is 1. Source: The PASCAL Visual Object Classes Challenge, Development Kit,
 * "Annotation files".
 */
export const vocConverter = perImageConverter({
  name: 'voc',
  title: 'Pascal VOC',
  options,
  carries,
  format: (classes, context) => new VocFiles(classes, context.options.decimals),
  files: (classes) => [
    {
      name: 'labelmap.txt',
      pieces: [
        { text: ['background', ...classes.titles()].map((title) => `${title.replaceAll(':', '_')}:::\n`).join('') },
      ],
    },
  ],
});

interface Entry {
  readonly title: string;
  readonly box: Box;
  readonly answers: readonly (readonly [name: string, answer: string])[];
}

class VocFiles implements LabelFormat<Entry> {
  readonly carries = carries;
  readonly folder = 'Annotations/';
  readonly extension = '.xml';

  constructor(
    private readonly classes: ClassIds,
    private readonly decimals: number,
  ) {}

  entry(tool: ExportedTool, kind: GeometryKind, _size: ImageSize | null, losses: Losses): Entry | null {
    const box = boundsOfShape(kind, tool[kind]);
    if (!box) return null;
    this.classes.of(tool.title);
    if (this.decimals === 0 && [box.x, box.y, box.width, box.height].some((n) => !Number.isInteger(n)))
      losses.add('bounding-box: rounded to whole pixels (see the option decimals)');
    return { title: tool.title, box, answers: answersOf(tool.classifications) };
  }

  file(
    { head, page, size }: LabelledImage,
    entries: readonly Entry[],
    losses: Losses,
  ): { body: string; annotations: number } {
    if (!size) losses.add('image size: not known, written as 0');
    const url = page === undefined ? head.asset : (head.dataset?.[page] ?? head.asset);
    const body = [
      '<annotation>\n',
      element('folder', 'JPEGImages', '  '),
      element('filename', page === undefined ? head.externalId : `${head.externalId}#${page}`, '  '),
      '  <source>\n',
      element('database', url, '    '),
      '  </source>\n',
      '  <size>\n',
      element('width', size?.width ?? 0, '    '),
      element('height', size?.height ?? 0, '    '),
      element('depth', 3, '    '),
      '  </size>\n',
      element('segmented', 0, '  '),
      ...entries.map((entry) => this.object(entry)),
      '</annotation>\n',
    ].join('');
    return { body, annotations: entries.length };
  }

  private object({ title, box: { x, y, width, height }, answers }: Entry): string {
    const said = new Map(answers);
    const flag = (name: string): number => (isYes(said.get(name)) ? 1 : 0);
    const others = answers.filter(([name]) => !['pose', 'truncated', 'difficult', 'occluded'].includes(name));
    const number = (value: number): number => Number(value.toFixed(this.decimals));
    return [
      '  <object>\n',
      element('name', title, '    '),
      element('pose', said.get('pose') ?? 'Unspecified', '    '),
      element('truncated', flag('truncated'), '    '),
      element('difficult', flag('difficult'), '    '),
      element('occluded', flag('occluded'), '    '),
      '    <bndbox>\n',
      element('xmin', number(x + 1), '      '),
      element('ymin', number(y + 1), '      '),
      element('xmax', number(x + width), '      '),
      element('ymax', number(y + height), '      '),
      '    </bndbox>\n',
      ...(others.length > 0 ? ['    <attributes>\n', ...others.map(attribute), '    </attributes>\n'] : []),
      '  </object>\n',
    ].join('');
  }
}

const attribute = ([name, answer]: readonly [string, string]): string =>
  `      <attribute><name>${xmlText(name)}</name><value>${xmlText(answer)}</value></attribute>\n`;

const isYes = (answer: string | undefined): boolean => /^(1|yes|true)$/i.test(answer ?? '');

/** Answers by title, nested ones joined with a dot. */
function answersOf(classifications: readonly ExportedClassification[], prefix = ''): (readonly [string, string])[] {
  return classifications.flatMap(({ title, answer, classifications: nested }) => {
    const name = `${prefix}${title}`;
    const text = Array.isArray(answer)
      ? answer.join(', ')
      : typeof answer === 'string'
        ? answer
        : JSON.stringify(answer ?? null);
    return [[name, text] as const, ...answersOf(nested ?? [], `${name}.`)];
  });
}
