import type { RecordSink } from '../import-format.js';
import { folderName, stemOf, type SourceFile } from '../source/source-file.js';
import { readXml, type XmlEvent } from '../text/read-xml.js';
import type { AltoElement } from './alto-records.js';

/** Regions that are not text (Illustration, GraphicalElement) are regions too. */
const blocks = new Set(['TextBlock', 'Illustration', 'GraphicalElement', 'ComposedBlock']);

/** The files of one folder are the pages of one document; a file without folder is a document of its own. */
export async function readAlto(file: SourceFile, sink: RecordSink): Promise<void> {
  const reading = new AltoReading(sink);
  try {
    for await (const event of readXml(file.chunks)) await reading.take(event);
  } finally {
    const identity = folderName(file.name) || stemOf(file.name);
    if (reading.started) await sink.asset(String(sink.file), identity, 'the page', reading.file);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Unfinished {
  readonly name: string;
  readonly line: number;
  readonly element: Mutable<AltoElement>;
}

class AltoReading {
  started = false;
  readonly file: { fileName?: string; fileIdentifier?: string; tags: Record<string, string> } = { tags: {} };
  private readonly open: Unfinished[] = [];

  constructor(private readonly sink: RecordSink) {}

  async take(event: XmlEvent): Promise<void> {
    this.started = true;
    if (event.type === 'close') return this.closed(event);
    const { name, attributes, line } = event;
    const inner = this.open.at(-1)?.element;
    if (name === 'Page') await this.put('page', { name, line, element: { attributes } });
    else if (blocks.has(name) || name === 'TextLine') {
      const block = name === 'TextLine' ? this.open.at(-1)?.element.attributes['ID'] : undefined;
      this.open.push({ name, line, element: { attributes, ...(block !== undefined && { block }) } });
    } else if (name === 'Polygon' && inner) inner.polygon = attributes['POINTS'];
    else if ((name === 'String' || name === 'SP' || name === 'HYP') && inner) addText(inner, name, attributes);
    else if (name.endsWith('Tag') && attributes['ID']) this.file.tags[attributes['ID']] = attributes['LABEL'] ?? '';
  }

  private async closed({ name, text }: { name: string; text: string }): Promise<void> {
    if (name === 'fileName') this.file.fileName = text.trim();
    else if (name === 'fileIdentifier') this.file.fileIdentifier = text.trim();
    else if (name === this.open.at(-1)?.name) {
      await this.put(name === 'TextLine' ? 'line' : 'block', this.open.pop() as Unfinished);
    }
  }

  private put(kind: string, { name, line, element }: Unfinished): Promise<void> {
    return this.sink.part(
      String(this.sink.file),
      kind,
      `${name} ${element.attributes['ID'] ?? ''} (line ${line})`,
      element,
    );
  }
}

/** Words are joined by blanks, as `<SP/>` says or where two follow each other; a hyphen is added as it is. */
function addText(element: Mutable<AltoElement>, name: string, attributes: Readonly<Record<string, string>>): void {
  if (name === 'SP') return;
  const word = attributes['CONTENT'] ?? '';
  if (element.text === undefined) element.text = word;
  else element.text += name === 'HYP' ? word : ` ${word}`;
}
