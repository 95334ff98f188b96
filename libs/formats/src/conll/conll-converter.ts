import { geometryOf } from '@hub/annotations';
import { z } from 'zod';
import type { Converter, ConverterOutput, ConverterRun } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import { textOf } from '../document/embedded-text.js';
import type { ExportedHead, ExportedTool } from '../document/exported-document.js';
import { assetStatus } from '../images/asset-status.js';
import { conllLines, tokensOf, type Entity } from './conll-lines.js';

const nowhere = { dropped: 'CoNLL has no place for it' } as const;
const carries: Carries = {
  geometries: {
    ner: { approximated: 'tags of whole tokens, where the export holds the text' },
    'bounding-box': nowhere,
    'rotated-bounding-box': nowhere,
    polygon: nowhere,
    segmentation: nowhere,
    point: nowhere,
    polyline: nowhere,
    pdf: nowhere,
    spline: nowhere,
    circle: nowhere,
    angle: nowhere,
  },
  taskClassifications: nowhere,
  objectClassifications: nowhere,
  relations: nowhere,
  pages: { dropped: 'a text has no pages' },
  tracks: nowhere,
};

const options = z.strictObject({
  /** `words` by Unicode's rules (UAX 29); `blanks` takes what stands between blanks. */
  tokens: z.enum(['words', 'blanks']).default('words'),
});
type Options = z.infer<typeof options>;
const spanSchema = z.looseObject({ start: z.number(), end: z.number() });

/**
 * `documents.conll`: `token tag` lines in BIO, a blank line after each document, and `# external_id` before it. A text that the
 * export holds by address only cannot be tokenised: its comment stands alone and its entities are counted as lost.
 */
export const conllConverter: Converter<Options, Record<string, never>> = {
  name: 'conll',
  title: 'CoNLL',
  options,
  state: z.strictObject({}),
  start: {},
  carries,
  streams: { documents: '' },
  open: (context, _, output) => new ConllRun(context.options, output),
  conclude: () => [{ name: 'documents.conll', pieces: [{ stream: 'documents' }] }],
};

class ConllRun implements ConverterRun<Record<string, never>> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private head: ExportedHead | null = null;
  private text: string | null = null;
  private entities: Entity[] = [];
  private met = false;

  constructor(
    private readonly options: Options,
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => {
        this.head = head;
        this.text = textOf(head.asset);
        this.entities = [];
        this.met = false;
      },
      tool: (tool) => this.tool(tool),
      end: ({ classifications, relations }) => this.end(classifications.length, relations.length),
    });
  }

  push(chunk: Buffer): Promise<void> {
    return this.reader.push(chunk);
  }

  finish(): Promise<void> {
    return this.reader.finish();
  }

  state(): Record<string, never> {
    return {};
  }

  private tool(tool: ExportedTool): void {
    if (tool.interpolationStopped) return;
    this.met = true;
    noteLoss(this.losses, 'answers about an object', nowhere, tool.classifications.length);
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: CoNLL has no such object');
    if (kind !== 'ner') return noteLoss(this.losses, kind, carries.geometries[kind]);
    const span = spanSchema.safeParse(tool[kind]);
    if (!span.success) return this.losses.add('ner: no start and end');
    if (this.text === null) return this.losses.add('ner: the export holds the address of the text only');
    this.entities.push({ start: span.data.start, end: span.data.end, title: tool.title });
  }

  private end(answers: number, relations: number): Promise<void> | void {
    noteLoss(this.losses, 'answers about the task', nowhere, answers);
    noteLoss(this.losses, 'relations', nowhere, relations);
    const head = this.head as ExportedHead;
    const text = this.text ?? '';
    const { body, kept } = conllLines(text, tokensOf(text, this.options.tokens), this.entities, this.losses);
    this.annotations += kept;
    const status = assetStatus(head, this.met || answers > 0);
    const name = head.externalId.replace(/\s+/gu, ' ');
    return this.output.append('documents', `# external_id = ${name}\n# status = ${status}\n${body}\n`);
  }
}
