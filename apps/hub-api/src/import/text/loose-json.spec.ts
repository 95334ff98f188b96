import fc from 'fast-check';
import { parseLooseJson } from './loose-json.js';

it('reads the numbers that Python writes and JSON does not have', () => {
  expect(parseLooseJson('{"a": [NaN, -Infinity, Infinity, -NaN, 1e999], "NaN": "Infinity \\"NaN"}')).toEqual({
    a: [NaN, -Infinity, Infinity, NaN, Infinity],
    NaN: 'Infinity "NaN',
  });
});

it.each(['{', '[NaNa]', '[Infinit]', '[NaN,]', '"NaN'])('refuses %s', (text) =>
  expect(() => parseLooseJson(text)).toThrow(SyntaxError),
);

it('reads everything else as JSON.parse does, beside such a number too', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseLooseJson(text)).toEqual(JSON.parse(text));
      expect(parseLooseJson(`[NaN,${text}]`)).toEqual([NaN, JSON.parse(text)]);
    }),
  );
});
