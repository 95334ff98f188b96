const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// characters that XML 1.0 has no way to hold
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text inside an element. */
export const xmlText = (text: string): string =>
  text.replace(forbidden, '\uFFFD').replace(/[&<>"]/g, (character) => escapes[character] ?? character);

/** An element on a line of its own. */
export const element = (name: string, value: string | number, indent = ''): string =>
  `${indent}<${name}>${typeof value === 'number' ? value : xmlText(value)}</${name}>\n`;
