import { DocumentScanner } from '../read/document-scanner.js';
import { WholeLines, type Piece } from '../read/whole-lines.js';
import {
  cocoHeadSchema,
  cocoRelationsSchema,
  cocoToolSchema,
  isPlainTool,
  wholeDocumentSchema,
  type CocoHead,
  type CocoRelations,
  type CocoTool,
} from './coco-document.js';

/** Takes a document apart; what gives a promise is waited for. */
export interface CocoListener {
  /** `relations` are known beforehand where the document is read whole. */
  begin(head: CocoHead, relations: CocoRelations | null): void;
  tool(tool: CocoTool): Promise<void> | void;
  end(rest: { classifications: number; relations: CocoRelations }): Promise<void> | void;
}

/**
 * Bytes of exported documents in, their objects out. A document that is a line is parsed at once; a larger one, a video
 * above all, is scanned object by object, so that memory stays flat. Both give the same.
 */
export class CocoReader {
  private readonly lines = new WholeLines();
  private readonly scanner: DocumentScanner;

  constructor(private readonly listener: CocoListener) {
    this.scanner = new DocumentScanner({
      head: (json) => listener.begin(cocoHeadSchema.parse(JSON.parse(json)), null),
      tool: (json) => listener.tool(toolOf(JSON.parse(json))),
      end: ({ classifications, relations }) =>
        listener.end({
          classifications: (JSON.parse(classifications) as unknown[]).length,
          relations: cocoRelationsSchema.parse(JSON.parse(relations)),
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
    const head = cocoHeadSchema.parse(parsed);
    const { tools, classifications, relations } = wholeDocumentSchema.parse(head.task);
    this.listener.begin(head, relations);
    for (const tool of tools) {
      const more = this.listener.tool(toolOf(tool));
      if (more) await more;
    }
    const more = this.listener.end({ classifications: classifications.length, relations });
    if (more) await more;
  }
}

const toolOf = (value: unknown): CocoTool => (isPlainTool(value) ? value : cocoToolSchema.parse(value));

/** Undefined for what is no JSON by itself: the first line of a document of several. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
