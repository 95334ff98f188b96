import { SaxesParser } from 'saxes';
import { BrokenSource } from '../source/source-file.js';
import { decode } from './decode.js';

export type XmlEvent =
  | {
      readonly type: 'open';
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly line: number;
    }
  /** `text` is what stood directly in the element, its children left out. */
  | { readonly type: 'close'; readonly name: string; readonly text: string; readonly line: number };

/** Elements of an XML stream in order, names without prefix. Throws BrokenSource at the first thing that is not XML. */
export async function* readXml(chunks: AsyncIterable<Uint8Array>): AsyncIterable<XmlEvent> {
  const parser = new SaxesParser({ position: true, xmlns: false });
  const events: XmlEvent[] = [];
  const texts: string[] = [];
  let broken: BrokenSource | null = null;
  const unless = (action: () => void): void => {
    if (!broken) action();
  };
  let closedAt = -1;
  parser.on('error', (error) => {
    // the parser closes what a wrong closing tag leaves open, then says so: that element never came to its end
    if (!broken && events.at(-1)?.type === 'close' && closedAt === parser.position) events.pop();
    broken ??= new BrokenSource(parser.line, `not XML: ${error.message.replace(/^[\d:]+ /, '')}`);
  });
  parser.on('opentag', ({ name, attributes }) =>
    unless(() => {
      texts.push('');
      events.push({ type: 'open', name: localName(name), attributes, line: parser.line });
    }),
  );
  parser.on('text', (text) => unless(() => void (texts.length > 0 && (texts[texts.length - 1] += text))));
  parser.on('cdata', (text) => unless(() => void (texts.length > 0 && (texts[texts.length - 1] += text))));
  parser.on('closetag', ({ name }) =>
    unless(() => {
      closedAt = parser.position;
      events.push({ type: 'close', name: localName(name), text: texts.pop() ?? '', line: parser.line });
    }),
  );
  for await (const piece of decode(chunks)) {
    parser.write(piece);
    yield* events.splice(0);
    if (broken) throw broken as BrokenSource;
  }
  parser.close();
  yield* events.splice(0);
  if (broken) throw broken as BrokenSource;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
