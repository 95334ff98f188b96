import { BucketPace } from './bucket-pace.js';

const place = { storageId: 's1', bucket: 'annotations' };

describe('BucketPace', () => {
  it('halves at each SlowDown, never below one, and comes back one by one', () => {
    const pace = new BucketPace();
    const seen = [pace.width(place, 6)];
    for (let n = 0; n < 4; n++) {
      pace.slowDown(place, 6);
      seen.push(pace.width(place, 6));
    }
    for (let n = 0; n < 6; n++) {
      pace.took(place, 6);
      seen.push(pace.width(place, 6));
    }
    expect(seen).toEqual([6, 3, 1, 1, 1, 2, 3, 4, 5, 6, 6]);
  });

  it('knows buckets and storages apart', () => {
    const pace = new BucketPace();
    pace.slowDown(place, 3);
    expect(pace.width({ ...place, bucket: 'other' }, 3)).toBe(3);
    expect(pace.width({ ...place, storageId: null }, 3)).toBe(3);
    expect(pace.width(place, 3)).toBe(1);
  });

  it('forgets what was slow long ago', () => {
    const pace = new BucketPace();
    for (let n = 0; n <= 1000; n++) pace.slowDown({ ...place, bucket: `b${n}` }, 3);
    expect([0, 1000].map((n) => pace.width({ ...place, bucket: `b${n}` }, 3))).toEqual([3, 1]);
  });
});
