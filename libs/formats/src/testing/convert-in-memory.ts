import { safeEntryName } from '@hub/archive';
import type {
  Converter,
  ConverterContext,
  ConverterOutput,
  FileWish,
  LargeFile,
  Ontology,
} from '../converter/converter.js';
import { Losses } from '../converter/losses.js';

export interface Conversion {
  /** By name, in the order of the archive. */
  readonly files: Map<string, Buffer>;
  /** Of every file that was written, also of one that overwrites another. */
  readonly names: readonly string[];
  readonly losses: [what: string, times: number][];
  readonly annotations: number;
}

export interface ConversionWish {
  readonly ontology: Ontology;
  /** The documents of each slice. */
  readonly slices: readonly (readonly unknown[])[];
  readonly options?: object;
  /** Bytes that are pushed at a time. */
  readonly chunk?: number;
  /** Between documents; a line feed by default. */
  readonly separator?: string;
  /** Of each document: indented documents are scanned instead of being parsed line by line. */
  readonly indent?: number;
}

/** Runs a converter as plugin-converter does, in memory. */
export async function convertInMemory<Options, State>(
  converter: Converter<Options, State>,
  { ontology, slices, options = {}, chunk = 1 << 16, separator = '\n', indent }: ConversionWish,
): Promise<Conversion> {
  const context: ConverterContext<Options> = {
    projectName: 'Project',
    baseName: `Project-${converter.name}`,
    ontology,
    options: converter.options.parse(options),
  };
  const output = new MemoryOutput(converter.streams);
  const losses = new Losses();
  let state = converter.start;
  let annotations = 0;
  for (const documents of slices) {
    const run = converter.open(context, converter.state.parse(JSON.parse(JSON.stringify(state))), output);
    const text = Buffer.from(documents.map((document) => JSON.stringify(document, null, indent)).join(separator));
    for (let at = 0; at < text.length; at += chunk) await run.push(Buffer.from(text.subarray(at, at + chunk)));
    await run.finish();
    run.losses.list().forEach(([what, times]) => losses.add(what, times));
    annotations += run.annotations;
    state = run.state();
  }
  const finals = converter.conclude(context, state).map(({ name, pieces }): [string, Buffer] => {
    const texts = pieces.map((piece) => ('stream' in piece ? output.joined(piece.stream) : piece.text));
    return [name, Buffer.from(texts.join(''))];
  });
  const all = [...finals.slice(0, 1), ...output.files, ...finals.slice(1)];
  return {
    files: new Map(all),
    names: all.map(([name]) => name),
    losses: losses.list(),
    annotations,
  };
}

class MemoryOutput implements ConverterOutput {
  readonly files: [string, Buffer][] = [];
  private readonly members = new Map<string, string[]>();
  private readonly owners = new Map<string, string>();

  constructor(private readonly separators: Readonly<Record<string, string>>) {}

  append(stream: string, member: string): void {
    if (this.separators[stream] === undefined) throw new Error(`The converter names no stream '${stream}'`);
    this.members.set(stream, [...(this.members.get(stream) ?? []), member]);
  }

  file(wish: FileWish, body: Buffer | string): void {
    const name = this.claim(wish);
    this.files.push([name, Buffer.from(body)]);
    if (wish.listed) this.append(wish.listed.stream, wish.listed.member(name));
  }

  async large(wish: FileWish): Promise<LargeFile> {
    const chunks: Buffer[] = [];
    return {
      write: async (bytes) => void chunks.push(Buffer.from(bytes)),
      end: async () => this.file(wish, Buffer.concat(chunks)),
    };
  }

  joined(stream: string): string {
    return (this.members.get(stream) ?? []).join(this.separators[stream]);
  }

  private claim({ folder, stem, extension, taskId, page }: FileWish): string {
    const frame = page === undefined ? '' : `-${String(page).padStart(6, '0')}`;
    const safe = safeEntryName(stem);
    const wanted = `${folder}${safe}${frame}${extension}`;
    const owner = this.owners.get(wanted.toLowerCase()) ?? taskId;
    this.owners.set(wanted.toLowerCase(), owner);
    return owner === taskId ? wanted : `${folder}${safe}-${taskId}${frame}${extension}`;
  }
}
