import { SegmentedFile, type Staging } from '@hub/archive';
import type { ExportFormatWriter } from '@hub/formats';
import type { ExportRequest } from './build-context.js';
import type { DocumentSink } from './document-sink.js';
import { openSink } from './open-sink.js';
import { checkSlice } from './completeness.js';
import { quarantineLine } from './quarantine.js';
import { noLimit, SetAsides, type QuarantineLimit } from './quarantine-policy.js';
import { removedLine } from './removed.js';
import type { SliceInput } from './slice-input.js';
import type { SliceResult } from './slice-result.js';
import type { SliceSource, SourceDocument } from './slice-source.js';
import { Tally } from './tally.js';

/** One slice: documents → format → segments, with counts. Repeating it gives the same content. */
export class BuildSlice {
  constructor(
    private readonly source: SliceSource,
    private readonly staging: Staging,
  ) {}

  async execute(
    request: ExportRequest,
    format: ExportFormatWriter,
    slice: { number: number; input: SliceInput },
    signal: AbortSignal,
    /** Tasks that may still be set aside, and how many were before. */
    quarantineLimit: QuarantineLimit = noLimit,
  ): Promise<SliceResult> {
    const name = String(slice.number).padStart(6, '0');
    const staging = this.staging.until(signal);
    const sink = openSink(
      staging,
      format,
      request.exportId,
      `data/${name}`,
      slice.input.runs[0]?.kind === 'video-part',
    );
    const quarantine = new SegmentedFile(staging, request.exportId, `quarantine/${name}`);
    const removed = new SegmentedFile(staging, request.exportId, `removed/${name}`);
    const tally = new Tally();
    const setAside = new SetAsides(quarantineLimit);
    let stretch: SliceResult['stretch'] = null;
    const source = this.source.until(signal);
    await source.each(request, slice.input.runs, (document) => {
      signal.throwIfAborted();
      const { facts } = document;
      if (facts?.unwritable) {
        tally.setAside(facts.unwritable, facts.change);
        setAside.add(facts, facts.unwritable);
        return quarantine.write(quarantineLine(facts, facts.unwritable));
      }
      if (Buffer.isBuffer(document.text)) {
        count(tally, facts);
        return sink.put(document.fileName, document.text);
      }
      return streamDocument(sink, document.fileName, document.text, signal).then(() => {
        if (!document.stretch || isStart(document.stretch)) count(tally, facts);
        if (document.stretch) stretch = stretchOf(document.fileName(), document.stretch);
      });
    });
    let removedTasks = 0;
    await source.eachRemoved(request, slice.input.runs, (task) => {
      signal.throwIfAborted();
      removedTasks++;
      return removed.write(removedLine(task));
    });
    const { segments, members, plainBytes } = await sink.finish();
    const result: SliceResult = {
      kind: 'slice',
      segments,
      members,
      quarantine: await quarantine.finish(),
      firstSetAside: setAside.first,
      removed: { segments: await removed.finish(), tasks: removedTasks },
      tally: tally.values(),
      plainBytes,
      stretch,
    };
    checkSlice(slice.number, slice.input, result);
    return result;
  }
}

async function streamDocument(
  sink: DocumentSink,
  fileName: () => string,
  text: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  await sink.begin(fileName);
  for await (const chunk of text) {
    signal.throwIfAborted();
    await sink.write(chunk);
  }
  await sink.end();
}

const count = (tally: Tally, facts: SourceDocument['facts']): void =>
  facts ? tally.written(facts) : tally.issueWritten();
const isStart = ({ from }: NonNullable<SourceDocument['stretch']>): boolean => from.part === 0 && from.frame === 0;

const stretchOf = (fileName: string, stretch: NonNullable<SourceDocument['stretch']>): SliceResult['stretch'] => ({
  fileName,
  beginsInside: !isStart(stretch),
  endsInside: stretch.to !== null,
  seq: stretch.seq,
  entries: stretch.entries,
  expectedEntries: stretch.expectedEntries,
});
