import { geometryOf } from '@hub/annotations';
import { z } from 'zod';
import type { Converter, ConverterOutput, ConverterRun } from '../converter/converter.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { noteLoss } from '../converter/note-loss.js';
import { DocumentReader } from '../document/document-reader.js';
import type {
  ExportedClassification,
  ExportedHead,
  ExportedRelations,
  ExportedTool,
} from '../document/exported-document.js';
import { textOf } from '../document/embedded-text.js';
import { assetStatus } from '../images/asset-status.js';

const nowhere = { dropped: 'a text has only spans' } as const;
const carries: Carries = {
  geometries: {
    ner: 'kept',
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
  taskClassifications: 'kept',
  objectClassifications: 'kept',
  relations: 'kept',
  pages: 'kept',
  tracks: 'kept',
};

const spanSchema = z.looseObject({ start: z.number(), end: z.number(), selection: z.string().optional() });

const options = z.strictObject({
  /** `entities` keeps ids and answers; `label` is `[start, end, class]` alone, and what it cannot hold is counted. */
  spans: z.enum(['entities', 'label']).default('entities'),
});
type Options = z.infer<typeof options>;
const state = z.strictObject({});

/**
 * A line for each document: `{id, task_id, text, entities | label, answers, relations, status}`. Offsets are those of the
 * export (characters, or seconds of a sound). Source: doccano, "Relation extraction" and "Sequence labeling" JSONL.
 */
export const jsonlConverter: Converter<Options, Record<string, never>> = {
  name: 'jsonl',
  title: 'JSONL (text spans)',
  options,
  state,
  start: {},
  carries,
  streams: { documents: '' },
  open: (context, _, output) => new JsonlRun(context.options, output),
  conclude: () => [{ name: 'documents.jsonl', pieces: [{ stream: 'documents' }] }],
};

class JsonlRun implements ConverterRun<Record<string, never>> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private head: ExportedHead | null = null;
  private met = false;
  /** Spans of the document so far. */
  private written = 0;

  constructor(
    private readonly options: Options,
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => {
        this.head = head;
        this.met = false;
        this.written = 0;
      },
      tool: (tool) => this.tool(tool),
      end: ({ classifications, relations }) => this.end(classifications, relations),
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

  private tool(tool: ExportedTool): Promise<void> | void {
    if (tool.interpolationStopped) return;
    this.met = true;
    const kind = geometryOf(tool);
    if (kind === null) return this.losses.add('unknown geometry: a text has only spans');
    noteLoss(this.losses, kind, carries.geometries[kind]);
    if (kind !== 'ner') return;
    const span = spanSchema.safeParse(tool[kind]);
    if (!span.success) return this.losses.add('ner: no start and end');
    this.annotations++;
    return this.output.append('documents', `${this.before()}${JSON.stringify(this.member(tool, span.data))}`);
  }

  private member(tool: ExportedTool, { start, end, selection }: z.infer<typeof spanSchema>): unknown {
    const { objectId, title, page, classifications } = tool;
    if (this.options.spans === 'label') {
      this.losses.add('answers about an object: label holds start, end and class', classifications.length);
      if (page !== undefined) this.losses.add('page: label holds start, end and class');
      return [start, end, title];
    }
    return { id: objectId, label: title, start_offset: start, end_offset: end, text: selection, page, classifications };
  }

  /** The beginning of the line before its first span, a comma before the others. */
  private before(): string {
    return this.written++ > 0 ? ',' : this.opening();
  }

  private opening(): string {
    const { externalId, task, asset } = this.head as ExportedHead;
    const text = textOf(asset);
    if (text === null) this.losses.add('text of the document: the export holds its address only');
    const head = JSON.stringify({ id: externalId, task_id: task.taskId, asset: text === null ? asset : null, text });
    return `${head.slice(0, -1)},"${this.options.spans}":[`;
  }

  private end(answers: readonly ExportedClassification[], relations: ExportedRelations): Promise<void> | void {
    const opening = this.written === 0 ? this.opening() : '';
    if (this.options.spans === 'label') this.losses.add('relations: label has no ids to relate', relations.length);
    const rest = {
      ...(this.options.spans === 'entities' && { relations: relations.map(related) }),
      answers,
      status: assetStatus(this.head as ExportedHead, this.met || answers.length > 0),
    };
    return this.output.append('documents', `${opening}],${JSON.stringify(rest).slice(1)}\n`);
  }
}

const related = (relation: ExportedRelations[number]): unknown => ({
  ...relation,
  id: relation['objectId'],
  type: relation['title'],
  from_id: relation['from'],
  to_id: relation['to'],
});
