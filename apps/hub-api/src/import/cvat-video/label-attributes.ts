import type { AttributeSpec } from './cvat-records.js';

/** `~select=action:standing,walking`, `@text=id:` → name, kind and options. Null for another text. */
export function parseAttribute(text: string): { name: string; spec: AttributeSpec } | null {
  const match = /^\s*[~@](\w+)=([^:]*):(.*?)\s*$/s.exec(text);
  if (!match) return null;
  const [, kind, name, options] = match as unknown as [string, string, string, string];
  return { name, spec: { kind, options: kind === 'select' || kind === 'radio' ? optionsOf(options, ',') : [] } };
}

/** The newer form: children `<name>`, `<input_type>`, `<values>` (one a line). */
export const attributeOfParts = (parts: Readonly<Record<string, string>>): { name: string; spec: AttributeSpec } => {
  const kind = parts['input_type'] ?? 'text';
  const options = kind === 'select' || kind === 'radio' ? optionsOf(parts['values'] ?? '', '\n') : [];
  return { name: parts['name'] ?? '', spec: { kind, options } };
};

const optionsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((option) => option.trim().replace(/^"(.*)"$/, '$1'))
    .filter(Boolean);
