import type { NewTask } from '@hub/annotation-store';
import { z } from 'zod';
import type { Assembly, StagedAsset, StagedRecord } from '../import-format.js';
import { altoElementSchema, altoFileSchema } from './alto-records.js';
import { pageAnswer } from './page-answer.js';

const byNumber = new Intl.Collator('en', { numeric: true });
type AltoFile = z.output<typeof altoFileSchema>;

/** One multi-image asset a document, its pages in the order of their names by number: 10 after 9. */
export function assembleAlto(asset: StagedAsset, assembly: Assembly): NewTask {
  const files = [...asset.assets].sort((a, b) => byNumber.compare(a.fileName, b.fileName));
  const pages = files.flatMap((file) => pagesOf(file, asset.parts));
  const answers = pages.map((page, i) => pageAnswer(page, i, assembly));
  const dataset = pages.map(({ file }, i) => file.fileIdentifier ?? file.fileName ?? `page ${i}`);
  const [first] = pages;
  return {
    externalId: asset.identity,
    data: dataset[0] ?? asset.identity,
    kind: 'multi-image',
    dataset,
    metadata: first ? sizeOf(first.attributes) : {},
    contextData: {
      pages: pages.map(({ file, fileName, attributes }) => ({
        source: fileName,
        fileName: file.fileName,
        id: attributes['ID'],
        number: attributes['PHYSICAL_IMG_NR'],
        ...sizeOf(attributes),
      })),
    },
    answer: {
      tools: answers.flatMap(({ tools }) => tools),
      classifications: [],
      relations: answers.flatMap(({ relations }) => relations),
    },
  };
}

export interface AltoPage {
  readonly fileName: string;
  readonly file: AltoFile;
  readonly attributes: Readonly<Record<string, string>>;
  /** Regions and lines, in the order in which they end. */
  readonly elements: readonly StagedRecord[];
}

/** A file mostly holds one page, but may hold several. */
function pagesOf(file: StagedRecord, parts: readonly StagedRecord[]): AltoPage[] {
  const own = parts.filter((part) => part.file === file.file);
  const starts = own.flatMap(({ kind }, i) => (kind === 'page' ? [i] : []));
  return starts.map((start, i) => ({
    fileName: file.fileName,
    file: altoFileSchema.parse(file.body),
    attributes: altoElementSchema.parse(own[start]?.body).attributes,
    elements: own.slice(start + 1, starts[i + 1]),
  }));
}

const sizeOf = ({ WIDTH, HEIGHT }: Readonly<Record<string, string>>): { width?: number; height?: number } => ({
  ...(Number(WIDTH) > 0 && { width: Number(WIDTH) }),
  ...(Number(HEIGHT) > 0 && { height: Number(HEIGHT) }),
});
