import { geometryOf, isBox } from '@hub/annotations';
import { z } from 'zod';
import type { Converter, ConverterOutput, ConverterRun } from '../converter/converter.js';
import { csvLine } from '../converter/csv-line.js';
import type { Carries } from '../converter/fidelity.js';
import { Losses } from '../converter/losses.js';
import { DocumentReader } from '../document/document-reader.js';
import type {
  ExportedClassification,
  ExportedHead,
  ExportedRelations,
  ExportedTool,
} from '../document/exported-document.js';
import { assetStatus } from '../images/asset-status.js';
import { answerColumns, answersByPath, answerText } from './csv-columns.js';

const carries: Carries = {
  geometries: {
    'bounding-box': 'kept',
    'rotated-bounding-box': 'kept',
    polygon: 'kept',
    segmentation: 'kept',
    point: 'kept',
    polyline: 'kept',
    ner: 'kept',
    pdf: 'kept',
    spline: 'kept',
    circle: 'kept',
    angle: 'kept',
  },
  taskClassifications: 'kept',
  objectClassifications: 'kept',
  relations: 'kept',
  pages: 'kept',
  tracks: 'kept',
};

const options = z.strictObject({
  /** An apostrophe before text that a spreadsheet would run as a formula; what it changed is counted. */
  neutralise_formulas: z.boolean().default(true),
  /** A byte order mark, which Excel needs to read UTF-8. */
  bom: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

const objectHead = ['task_id', 'external_id', 'asset', 'page', 'object_id', 'class', 'kind', 'stopped'];
const geometryHead = ['x', 'y', 'width', 'height', 'rotation', 'geometry'];
const heads = {
  tasks: ['task_id', 'external_id', 'asset', 'stage', 'status', 'width', 'height'],
  classifications: ['task_id', 'external_id', 'page', 'question', 'answer'],
  relations: ['task_id', 'external_id', 'relation'],
};

/**
 * `objects.csv`: a row for each object (in each frame), its geometry as JSON and its answers in columns known from the ontology;
 * answers beyond it stand in `other` as JSON. `tasks.csv`, `classifications.csv` (a row for each answer) and `relations.csv` go
 * with it. Source: RFC 4180, UTF-8, line feeds.
 */
export const csvConverter: Converter<Options, Record<string, never>> = {
  name: 'csv',
  title: 'CSV',
  options,
  state: z.strictObject({}),
  start: {},
  carries,
  streams: { objects: '', tasks: '', classifications: '', relations: '' },
  open: ({ options: chosen, ontology }, _, output) => new CsvRun(chosen, answerColumns(ontology), output),
  conclude: ({ options: chosen, ontology }) => {
    const losses = new Losses();
    const columns = answerColumns(ontology);
    const objects = [...objectHead, ...geometryHead, ...columns.map((title) => `answer: ${title}`), 'other'];
    return Object.entries({ objects, ...heads }).map(([name, head]) => ({
      name: `${name}.csv`,
      pieces: [{ text: `${chosen.bom ? '\ufeff' : ''}${lineOf(head, chosen, losses)}` }, { stream: name }],
    }));
  },
};

class CsvRun implements ConverterRun<Record<string, never>> {
  readonly losses = new Losses();
  annotations = 0;
  private readonly reader: DocumentReader;
  private head: ExportedHead | null = null;
  private met = false;

  constructor(
    private readonly options: Options,
    private readonly columns: readonly string[],
    private readonly output: ConverterOutput,
  ) {
    this.reader = new DocumentReader({
      begin: (head) => {
        this.head = head;
        this.met = false;
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
    const { task, externalId, asset, dataset } = this.head as ExportedHead;
    const kind = geometryOf(tool);
    if (kind === null) this.losses.add('unknown geometry: its row has no shape');
    if (!tool.interpolationStopped) {
      this.met = true;
      this.annotations++;
    }
    const value = kind === null ? undefined : tool[kind];
    const box = isBox(value) ? [value.x, value.y, value.width, value.height] : ['', '', '', ''];
    const rotation = (value as { rotation?: unknown } | undefined)?.rotation;
    const url = tool.page === undefined ? asset : (dataset?.[tool.page] ?? asset);
    return this.row('objects', [
      ...[task.taskId, externalId, url, tool.page ?? '', tool.objectId, tool.title, kind ?? ''],
      tool.interpolationStopped ? 'true' : '',
      ...box,
      typeof rotation === 'number' ? rotation : '',
      value === undefined ? '' : JSON.stringify(value),
      ...this.answers(tool.classifications),
    ]);
  }

  /** A second answer to a question, and one to a question beyond the ontology, stand in `other`. */
  private answers(classifications: readonly ExportedClassification[]): string[] {
    const known = new Map(this.columns.map((path) => [path, '']));
    const taken = new Set<string>();
    const other: { question: string; answer: unknown }[] = [];
    for (const [question, answer] of answersByPath(classifications)) {
      if (!known.has(question) || taken.has(question)) other.push({ question, answer });
      else known.set(question, answerText(answer));
      taken.add(question);
    }
    return [...known.values(), other.length > 0 ? JSON.stringify(other) : ''];
  }

  private async end(answers: readonly ExportedClassification[], relations: ExportedRelations): Promise<void> {
    const head = this.head as ExportedHead;
    const { task, externalId, asset, metadata } = head;
    const own = [task.taskId, externalId];
    const stage = typeof task['stage'] === 'string' ? task['stage'] : '';
    const status = assetStatus(head, this.met || answers.length > 0);
    await this.row('tasks', [...own, asset, stage, status, metadata.width ?? '', metadata.height ?? '']);
    for (const one of answers) {
      const { interpolationStopped } = one as { interpolationStopped?: unknown };
      if (interpolationStopped === true) {
        this.losses.add('end of an answer about frames: no column for it');
        continue;
      }
      const page = (one as { page?: unknown }).page;
      for (const [path, answer] of answersByPath([one]))
        await this.row('classifications', [...own, typeof page === 'number' ? page : '', path, answerText(answer)]);
    }
    for (const relation of relations) await this.row('relations', [...own, JSON.stringify(relation)]);
  }

  private row(stream: string, cells: readonly (string | number)[]): Promise<void> | void {
    return this.output.append(stream, lineOf(cells, this.options, this.losses));
  }
}

function lineOf(cells: readonly (string | number)[], { neutralise_formulas }: Options, losses: Losses): string {
  if (!neutralise_formulas) return csvLine(cells);
  return csvLine(
    cells.map((cell) => {
      if (typeof cell === 'number' || !/^[=+\-@\t\r]/.test(cell)) return cell;
      losses.add('text that begins like a formula: an apostrophe stands before it');
      return `'${cell}`;
    }),
  );
}
