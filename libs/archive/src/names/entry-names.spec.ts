import fc from 'fast-check';
import { EntryNames } from './entry-names.js';
import { safeEntryName } from './safe-entry-name.js';

describe('names of files in an archive', () => {
  it.each([
    ['image 1.json', 'image 1.json'],
    ['a/b\\c:d*e?f"g<h>i|j.json', 'a_b_c_d_e_f_g_h_i_j.json'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['e\u0301te\u0301.json', 'été.json'],
    ['trailing dots...', 'trailing dots'],
    ['con', '_con'],
    ['LPT1.json', '_LPT1.json'],
    ['line\nbreak\u0000', 'line_break_'],
    ['', '_'],
    ['..', '_'],
    ['.json', '.json'],
  ])('%j becomes %j', (text, name) => expect(safeEntryName(text)).toBe(name));

  it('are safe, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = safeEntryName(text);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).toBe(name.normalize('NFC'));
        expect(name).not.toMatch(/[<>:"/\\|?*]|[. ]$|^\.{0,2}$/);
        expect(safeEntryName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  it('are unique, ignoring case', () => {
    const names = new EntryNames();
    expect(['a.json', 'A.JSON', 'a.json', 'straße', 'STRASSE'].map((text) => names.claim(text))).toEqual([
      'a.json',
      'A-2.JSON',
      'a-3.json',
      'straße',
      'STRASSE-2',
    ]);
  });

  it('stay within the limit when they are numbered', () => {
    const names = new EntryNames();
    const long = `${'ü'.repeat(200)}.json`;
    const claimed = [names.claim(long), names.claim(long)];
    expect(new Set(claimed).size).toBe(2);
    for (const name of claimed) expect([Buffer.byteLength(name) <= 255, name.endsWith('.json')]).toEqual([true, true]);
  });
});
