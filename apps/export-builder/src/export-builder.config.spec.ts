import { buildWidthOf, exportBuilderSettings } from './export-builder.config.js';

const parse = (environment: Record<string, string>) =>
  exportBuilderSettings.parse({ DATABASE_URL: 'postgres://localhost/hub', ...environment });

it('gives each organization its width', () => {
  const widthOf = buildWidthOf(parse({ BUILD_WIDTH: '3', BUILD_WIDTHS: '{"65f0000000000000000000a1": 8}' }));
  expect(['65f0000000000000000000a1', '65f0000000000000000000a2', 'constructor'].map(widthOf)).toEqual([8, 3, 3]);
  expect(buildWidthOf(parse({ BUILD_WIDTHS: '' }))('65f0000000000000000000a1')).toBe(2);
});

it.each(['8', '[]', '{"a": 0}', '{"a": 1.5}', '{"a": "2"}', '{a: 1}'])('refuses the widths %s', (BUILD_WIDTHS) => {
  expect(() => parse({ BUILD_WIDTHS })).toThrow('BUILD_WIDTHS');
});
