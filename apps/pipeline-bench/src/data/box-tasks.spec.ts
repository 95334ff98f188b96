import { boxTasks } from './box-tasks.js';
import { tracksPerVideo, videoTracks } from './video-tracks.js';

it('makes the same tasks every time', () => {
  const tasks = [...boxTasks(20, 10, ['a', 'b'])];
  expect([...boxTasks(20, 10, ['a', 'b'])]).toEqual(tasks);
  expect(tasks.map((task) => task.answer?.tools.length)).toEqual(Array.from({ length: 20 }, () => 10));
  expect(tasks.slice(0, 3).map((task) => task.batchIds)).toEqual([['a'], ['b'], ['a']]);
});

it('covers every frame of a video, with a key frame for every fifty', () => {
  const tracks = [...videoTracks(200_000)];
  expect(tracks).toHaveLength(tracksPerVideo);
  let [entries, keyFrames] = [0, 0];
  for (const track of tracks) {
    const frames = [...(track.keyFrames as Iterable<{ frame: number }>)].map((key) => key.frame);
    expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
    entries += (frames.at(-1) ?? 0) - (frames[0] ?? 0) + 1;
    keyFrames += frames.length;
  }
  expect([entries, keyFrames]).toEqual([200_000, 4000]);
});
