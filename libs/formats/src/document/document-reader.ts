import { DocumentScanner } from './document-scanner.js';
import { WholeLines, type Piece } from './whole-lines.js';
import {
  exportedClassificationsSchema,
  exportedHeadSchema,
  exportedRelationsSchema,
  exportedToolSchema,
  isPlainTool,
  wholeDocumentSchema,
  type ExportedClassification,
  type ExportedHead,
  type ExportedRelations,
  type ExportedTool,
} from './exported-document.js';

/** Takes a document apart; what gives a promise is waited for. */
export interface DocumentReaderListener {
  /** `relations` are known beforehand where the document is read whole. */
  begin(head: ExportedHead, relations: ExportedRelations | null): void;
  tool(tool: ExportedTool): Promise<void> | void;
  end(rest: { classifications: readonly ExportedClassification[]; relations: ExportedRelations }): Promise<void> | void;
}

/**
 * Bytes of exported documents in, their objects out. A document that is a line is parsed at once; a larger one, a video
 * above all, is scanned object by object, so that memory stays flat. Both give the same.
 */
export class DocumentReader {
  private readonly lines = new WholeLines();
  private readonly scanner: DocumentScanner;

  constructor(private readonly listener: DocumentReaderListener) {
    this.scanner = new DocumentScanner({
      head: (json) => listener.begin(exportedHeadSchema.parse(JSON.parse(json)), null),
      tool: (json) => listener.tool(toolOf(JSON.parse(json))),
      end: ({ classifications, relations }) =>
        listener.end({
          classifications: exportedClassificationsSchema.parse(JSON.parse(classifications)),
          relations: exportedRelationsSchema.parse(JSON.parse(relations)),
        }),
    });
  }

  /** Bytes, cut anywhere. */
  async push(chunk: Buffer): Promise<void> {
    for (const piece of this.lines.push(chunk, () => this.scanner.idle)) await this.read(piece);
  }

  /** The last document may stand without a line feed. */
  async finish(): Promise<void> {
    for (const piece of this.lines.finish()) await this.read(piece);
  }

  private async read(piece: Piece): Promise<void> {
    const parsed = piece.kind === 'document' ? parse(piece.json) : undefined;
    if (parsed === undefined) return this.scanner.push(piece.bytes);
    const head = exportedHeadSchema.parse(parsed);
    const { tools, classifications, relations } = wholeDocumentSchema.parse(head.task);
    this.listener.begin(head, relations);
    for (const tool of tools) {
      const more = this.listener.tool(toolOf(tool));
      if (more) await more;
    }
    const more = this.listener.end({ classifications, relations });
    if (more) await more;
  }
}

const toolOf = (value: unknown): ExportedTool => (isPlainTool(value) ? value : exportedToolSchema.parse(value));

/** Undefined for what is no JSON by itself: the first line of a document of several. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
