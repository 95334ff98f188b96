import type { GeometryKind } from '@hub/annotations';
import { z } from 'zod';
import type { Carries } from '../converter/fidelity.js';
import type { Losses } from '../converter/losses.js';
import type { ExportedTool } from '../document/exported-document.js';
import type { ImageSize } from '../document/image-size.js';
import type { ClassIds } from '../images/class-ids.js';
import { LineFormat } from '../images/line-format.js';
import { perImageConverter } from '../images/per-image-converter.js';
import { perImageOptions } from '../images/per-image-options.js';
import { boundsOfShape } from '../images/shapes.js';

const nowhere = { dropped: 'KITTI has no place for it' } as const;
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
  objectClassifications: { dropped: 'KITTI keeps the answers to truncated and occluded only' },
  relations: nowhere,
  pages: 'kept',
  tracks: nowhere,
};

/** 15 columns a line, those in space zero. Source: KITTI object development kit, readme, "Data Format Description". */
export const kittiConverter = perImageConverter({
  name: 'kitti',
  title: 'KITTI',
  options: z.strictObject(perImageOptions),
  carries,
  format: (classes) => new KittiLines(classes),
  files: (classes) => [
    {
      name: 'classes.txt',
      pieces: [
        {
          text: classes
            .titles()
            .map((title) => `${typeName(title)}\n`)
            .join(''),
        },
      ],
    },
  ],
});

class KittiLines extends LineFormat {
  constructor(private readonly classes: ClassIds) {
    super(carries, 'label_2/');
  }

  entry(tool: ExportedTool, kind: GeometryKind, _size: ImageSize | null, losses: Losses): string | null {
    const box = boundsOfShape(kind, tool[kind]);
    if (!box) return null;
    this.classes.of(tool.title);
    if (/\s/.test(tool.title)) losses.add('class name: blanks become underscores');
    const { x, y, width, height } = box;
    const corners = [x, y, x + width, y + height].map((value) => value.toFixed(2)).join(' ');
    return `${typeName(tool.title)} ${truncated(tool)} ${occluded(tool)} 0.00 ${corners} 0.00 0.00 0.00 0.00 0.00 0.00 0.00`;
  }
}

/** Columns are parted by blanks. */
const typeName = (title: string): string => title.replace(/\s+/g, '_') || '_';

const answerTo = ({ classifications }: ExportedTool, question: string): string => {
  const answer = classifications.find(({ title }) => title === question)?.answer;
  return typeof answer === 'string' ? answer.trim() : '';
};

/** A share from 0 to 1, or yes. */
function truncated(tool: ExportedTool): string {
  const answer = answerTo(tool, 'truncated');
  const share = /^(yes|true)$/i.test(answer) ? 1 : Number(answer || 0);
  return (share >= 0 && share <= 1 ? share : 0).toFixed(2);
}

/** 0 to 3, or yes. */
function occluded(tool: ExportedTool): string {
  const answer = answerTo(tool, 'occluded');
  return /^[0-3]$/.test(answer) ? answer : /^(yes|true)$/i.test(answer) ? '1' : '0';
}
