import type { Losses } from '../converter/losses.js';

export interface Entity {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}
export interface Token {
  readonly start: number;
  readonly end: number;
}

/** Words and signs without the blanks between them; offsets in UTF-16 units. */
export function tokensOf(text: string, how: 'words' | 'blanks'): Token[] {
  if (how === 'blanks')
    return [...text.matchAll(/\S+/gu)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  return [...new Intl.Segmenter('und', { granularity: 'word' }).segment(text)]
    .filter(({ segment }) => segment.trim() !== '')
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}

/** `token tag` lines in BIO; of entities that share a token the one that begins first (then the longer one) stays. */
export function conllLines(
  text: string,
  tokens: readonly Token[],
  entities: readonly Entity[],
  losses: Losses,
): { body: string; kept: number } {
  const tags = new Array<string>(tokens.length).fill('O');
  let kept = 0;
  let next = 0;
  let free = 0;
  for (const { start, end, title } of [...entities].sort((a, b) => a.start - b.start || b.end - a.end)) {
    while (next < tokens.length && (tokens[next]?.end ?? 0) <= start) next++;
    let last = next;
    while (last < tokens.length && (tokens[last]?.start ?? 0) < end) last++;
    if (last === next) losses.add('ner: no token lies in it');
    else if (next < free) losses.add('ner: it shares tokens with another entity');
    else {
      const cut = tokens[next]?.start !== start || tokens[last - 1]?.end !== end;
      if (cut) losses.add('ner: it cuts tokens and was widened to whole ones');
      const name = title.replace(/\s+/gu, '_');
      for (let i = next; i < last; i++) tags[i] = `${i === next ? 'B' : 'I'}-${name}`;
      free = last;
      kept++;
    }
  }
  return { body: tokens.map((token, i) => `${text.slice(token.start, token.end)} ${tags[i]}\n`).join(''), kept };
}
