import { BrokenSource } from '../source/source-file.js';
import { decode } from './decode.js';

/**
 * Cuts a JSON document into records without parsing it: the elements of the array at the top, or, under an object, the
 * elements of each array member and each other member whole. A streaming parser stops at the first thing that is not
 * JSON; Python writes NaN. Here such a record is one record that does not parse, and the next one does.
 */
export interface JsonRecord {
  /** Key of the top object; empty when an array stands at the top. */
  readonly member: string;
  /** Position in the array; null when the member is no array. */
  readonly index: number | null;
  readonly line: number;
  readonly text: string;
}

/** Throws BrokenSource at a document that is cut off or not nested properly, after the records before it. */
export async function* splitJson(chunks: AsyncIterable<Uint8Array>): AsyncIterable<JsonRecord> {
  const splitter = new JsonSplitter();
  for await (const text of decode(chunks)) {
    splitter.push(text);
    yield* splitter.take();
    if (splitter.broken) throw splitter.broken;
  }
  splitter.end();
}

/** Where the splitter stands: before the top, between members, in a key, … */
type State = 'start' | 'between' | 'key' | 'colon' | 'value' | 'record' | 'done';

/** Most characters of a record. It is parsed, checked and stored as a whole, which takes some forty times its size. */
const longest = 8 * 1024 * 1024;

class JsonSplitter {
  broken: BrokenSource | null = null;
  private state: State = 'start';
  private top: '{' | '[' = '{';
  private inArray = false;
  private member = '';
  private index = 0;
  private line = 1;
  private startLine = 1;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private pending = '';
  private found: JsonRecord[] = [];

  take(): JsonRecord[] {
    return this.found.splice(0);
  }

  push(text: string): void {
    let from = 0;
    for (let i = 0; i < text.length && !this.broken; i++) {
      const char = text[i]!;
      if (char === '\n') this.line++;
      const before = this.state;
      if (before === 'record' || before === 'key') {
        if (!this.ends(char)) continue;
        this.finish(this.pending + text.slice(from, i), char);
        this.pending = '';
      } else this.step(char);
      // a key starts behind its quote, a value with its first character
      if (this.state === 'record' || this.state === 'key') from = before === 'value' && !this.inArray ? i : i + 1;
    }
    if (this.state === 'record' || this.state === 'key') this.pending += text.slice(from);
    if (this.pending.length > longest) this.fail(`a record of more than ${longest} characters`);
  }

  end(): void {
    if (this.state === 'done') return;
    const place = this.state === 'record' && this.pending.trim() !== '' ? ` in ${this.place()}` : '';
    throw new BrokenSource(place ? this.startLine : this.line, `the file is cut off${place}`);
  }

  /** Outside records and keys. */
  private step(char: string): void {
    if (/\s/.test(char)) return;
    if (this.state === 'start') {
      if (char === '[') this.openArray();
      else if (char !== '{') return this.fail('not a JSON object or array');
      this.top = char === '[' ? '[' : '{';
      if (char === '{') this.state = 'between';
    } else if (this.state === 'between') {
      if (char === '"') this.state = 'key';
      else if (char === '}') this.state = 'done';
      else if (char !== ',') this.fail(`${JSON.stringify(char)} where a member's name belongs`);
    } else if (this.state === 'colon') {
      if (char === ':') this.state = 'value';
      else this.fail(`no ":" behind ${JSON.stringify(this.member)}`);
    } else if (this.state === 'value') {
      if (char === '[') this.openArray();
      else this.openRecord(char);
    } else this.fail('something follows the end of the document');
  }

  private openArray(): void {
    this.inArray = true;
    this.index = 0;
    this.state = 'record';
    this.startLine = 0;
  }

  private openRecord(first: string): void {
    this.inArray = false;
    this.state = 'record';
    this.startLine = this.line;
    this.ends(first);
  }

  /** Follows strings and nesting; true at the character that ends the key or record. */
  private ends(char: string): boolean {
    if (this.startLine === 0 && !/\s/.test(char)) this.startLine = this.line;
    if (this.escaped) this.escaped = false;
    else if (char === '\\') this.escaped = this.inString || this.state === 'key';
    else if (char === '"') {
      if (this.state === 'key') return true;
      this.inString = !this.inString;
    } else if (!this.inString && this.state === 'record') {
      if (char === '{' || char === '[') this.depth++;
      else if ((char === '}' || char === ']') && this.depth > 0) this.depth--;
      else if (this.depth === 0) return char === ',' || char === '}' || char === ']';
    }
    return false;
  }

  private finish(text: string, char: string): void {
    if (this.state === 'key') {
      this.member = unescaped(text);
      this.state = 'colon';
      return;
    }
    if (this.inArray ? char === '}' : char === ']') return this.fail(`a closing ${char} that was not opened`);
    if (text.trim() !== '')
      this.found.push({ member: this.member, index: this.inArray ? this.index : null, line: this.startLine, text });
    this.index++;
    this.startLine = 0;
    if (this.inArray && char === ',') return;
    this.inArray = false;
    this.state = char === '}' || (char === ']' && this.top === '[') ? 'done' : 'between';
  }

  private place(): string {
    return this.inArray ? `${this.member}[${this.index}]` : this.member;
  }

  private fail(reason: string): void {
    this.broken = new BrokenSource(this.line, `not JSON: ${reason}`);
  }
}

/** The name as written in the document: a bad escape stays as it is, its member is looked at by nobody. */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}
