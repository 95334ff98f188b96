import { boxTasks } from './box-tasks.js';
import { labelStudioConfig, labelStudioJson } from './label-studio-tasks.js';

interface Task {
  readonly data: { readonly image: string };
  readonly annotations: readonly { readonly result: readonly { id: string; value: Record<string, unknown> }[] }[];
}

it('says the same as the tasks of the bench, in percent', () => {
  const ours = [...boxTasks(5, 3, ['a', 'b', 'c'])];
  const theirs = JSON.parse([...labelStudioJson(5, 3)].join('')) as Task[];
  expect(theirs.map(({ data }) => data.image)).toEqual(ours.map(({ data }) => data));
  for (const [n, task] of ours.entries()) {
    const tools = (task.answer?.tools ?? []) as unknown as {
      objectId: string;
      title: string;
      'bounding-box': { x: number };
    }[];
    const result = theirs[n]?.annotations[0]?.result ?? [];
    expect(result.map(({ id }) => id)).toEqual(tools.map(({ objectId }) => objectId));
    expect(result.map(({ value }) => value['rectanglelabels'])).toEqual(tools.map(({ title }) => [title]));
    expect(Number(result[0]?.value['x']) * 19.2).toBeCloseTo(tools[0]?.['bounding-box'].x ?? NaN);
  }
});

it('is JSON without tasks too, and names every class', () => {
  expect(JSON.parse([...labelStudioJson(0, 3)].join(''))).toEqual([]);
  expect(labelStudioConfig.match(/<Label /g)).toHaveLength(6);
});
