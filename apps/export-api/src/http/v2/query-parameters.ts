import { badRequest, type Failure } from '@hub/failures';

/**
 * The query of a request as clients of the public contract write it: form-encoded (`+` is a blank), or not encoded at
 * all, values that are JSON in themselves. Parameters nobody asks for are ignored, also when they are repeated.
 */
export class QueryParameters {
  private readonly parameters: URLSearchParams;

  constructor(url: string) {
    const at = url.indexOf('?');
    this.parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  }

  /** Undefined when absent. Throws Failure `bad-request` when it stands there more than once. */
  text(name: string): string | undefined {
    const values = this.parameters.getAll(name);
    if (values.length > 1) throw invalid(name, values.join(' and '), 'the parameter once');
    return values[0];
  }

  choice<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const found = allowed.find((one) => one === value);
    if (!found) throw invalid(name, value, allowed.join(', '));
    return found;
  }

  /** `true` or `false`; Python's capitals too. */
  toggle(name: string, otherwise: boolean): boolean {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if (/^(true|True)$/.test(value)) return true;
    if (/^(false|False)$/.test(value)) return false;
    throw invalid(name, value, 'true or false');
  }

  /** A JSON array of strings, or names separated by commas. Undefined when absent or empty: no filter. */
  list(name: string): string[] | undefined {
    const value = this.text(name)?.trim();
    if (!value) return undefined;
    const items = /^[[{"]/.test(value) ? strings(this.json(name, value)) : value.split(',').map((item) => item.trim());
    if (!items || items.some((item) => item === ''))
      throw invalid(name, value, 'a JSON array of strings, such as ["Complete"]');
    return items.length > 0 ? items : undefined;
  }

  /** A JSON object; undefined when absent. */
  object(name: string): Record<string, unknown> | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const parsed = this.json(name, value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw invalid(name, value, 'a JSON object');
    return parsed as Record<string, unknown>;
  }

  private json(name: string, value: string): unknown {
    try {
      return JSON.parse(value);
    } catch {
      throw invalid(name, value, 'valid JSON');
    }
  }
}

export const invalid = (field: string, value: string, expected: string): Failure =>
  badRequest(`Invalid ${field}: '${value.slice(0, 100)}'. Allowed: ${expected}`, { field, value, expected });

const strings = (parsed: unknown): string[] | null =>
  Array.isArray(parsed) && parsed.every((item) => typeof item === 'string') ? parsed : null;
