import type { ImportFormat, RecordSink } from '../import-format.js';
import { stemOf, type SourceFile } from '../source/source-file.js';
import { readLines } from '../text/read-lines.js';
import { assembleConll } from './assemble-conll.js';

/** Tokens with BIO (or BIOES, BILOU) tags: one a line, first and last column, an empty line between texts. */
export const conll: ImportFormat = {
  name: 'conll',
  detect: ({ name, text }) =>
    /\.(conll|conllu|bio|iob2?)$/i.test(name) || /^\S+[\t ]([^\n]*[\t ])?(O|[BI]-\S+)\r?\n/.test(text),
  open: () => ({ read: readConll, assemble: assembleConll }),
};

const tagPattern = /^(O|[BIESLU]-.+)$/;

async function readConll(file: SourceFile, sink: RecordSink): Promise<void> {
  let tokens: string[] = [];
  let tags: string[] = [];
  let [firstLine, texts] = [1, 0];
  let problem: string | null = null;
  const finish = async (): Promise<void> => {
    if (tokens.length === 0 && !problem) return;
    const name = `${stemOf(file.name)}-${String(++texts).padStart(4, '0')}`;
    const place = `line ${firstLine}`;
    if (problem) await sink.refuse(place, 'bad-token', problem);
    else await sink.asset(`${sink.file}#${texts}`, name, place, { tokens, tags, line: firstLine });
    [tokens, tags, problem] = [[], [], null];
  };
  for await (const { line, text } of readLines(file.chunks)) {
    if (text.trim() === '' || text.startsWith('-DOCSTART-')) {
      await finish();
      continue;
    }
    if (tokens.length === 0 && !problem) firstLine = line;
    const columns = text.includes('\t') ? text.split('\t') : text.split(' ');
    const tag = (columns.at(-1) ?? '').trim();
    if (columns.length < 2 || columns[0] === '' || !tagPattern.test(tag))
      problem ??= `line ${line} is no token with a tag: ${JSON.stringify(text.slice(0, 80))}`;
    tokens.push(columns[0] ?? '');
    tags.push(tag);
  }
  await finish();
}
