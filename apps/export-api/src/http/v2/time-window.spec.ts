import { timeWindow } from './time-window.js';

describe('timeWindow', () => {
  it.each([
    [{}, undefined],
    [undefined, undefined],
    [{ $gt: null, $lt: null }, undefined],
    [{ $gt: '2024-05-01T00:00:00.000000Z' }, { after: '2024-05-01T00:00:00.000000Z' }],
    [{ $lt: '2024-05-01T00:00:00Z' }, { before: '2024-05-01T00:00:00Z' }],
    [
      { $gt: '2024-05-01T00:00:00.123456Z', $lt: '2024-05-02T00:00:00.123Z' },
      { after: '2024-05-01T00:00:00.123456Z', before: '2024-05-02T00:00:00.123Z' },
    ],
    [{ $gt: '2024-05-01T00:00:00.1234567Z' }, { after: '2024-05-01T00:00:00.123456Z' }],
    [{ $gt: '2024-05-01T00:00:00' }, { after: '2024-05-01T00:00:00Z' }],
    [{ $gt: '2024-05-01T01:30:00.5+02:00' }, { after: '2024-04-30T23:30:00.5Z' }],
  ])('%j', (object, expected) => expect(timeWindow('updatedAt', object)).toEqual(expected));

  it.each([
    [{ $gte: '2024-05-01T00:00:00Z' }, '$gte'],
    [{ $gt: '2024-05-01' }, '2024-05-01'],
    [{ $gt: '2024-13-01T00:00:00Z' }, '2024-13-01T00:00:00Z'],
    [{ $lt: 'yesterday' }, 'yesterday'],
    [{ $lt: 1714521600 }, '1714521600'],
  ])('refuses %j', (object, value) => {
    expect(() => timeWindow('createdAt', object)).toThrow(
      expect.objectContaining({ code: 'bad-request', field: 'createdAt', value }),
    );
  });
});
