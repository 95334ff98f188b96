import { benchSettings } from './bench-settings.js';

it('measures everything unless a scale is given', () => {
  expect(benchSettings({}).sized(100_000)).toBe(100_000);
  expect(benchSettings({ HUB_BENCH_DIR: '/x', HUB_BENCH_SCALE: '0.01' }).folder).toBe('/x');
});

it('keeps what the data need on a small scale', () => {
  const { sized } = benchSettings({ HUB_BENCH_SCALE: '0.001' });
  expect([sized(100_000), sized(100), sized(1_000_000, 2500)]).toEqual([100, 1, 2500]);
});

it('refuses a scale that is none', () => {
  for (const HUB_BENCH_SCALE of ['0', '2', 'much']) expect(() => benchSettings({ HUB_BENCH_SCALE })).toThrow();
});
