import { boxTasks, classNames } from './box-tasks.js';

/** A box as the bench's tasks hold it, in pixels. */
interface BoxTool {
  readonly 'bounding-box': { x: number; y: number; width: number; height: number };
  readonly objectId: string;
  readonly title: string;
  readonly metadata: { createdAt: string; updatedAt: string; createdBy: string };
}

const [width, height] = [1920, 1080];

/** The labelling configuration for the boxes of `boxTasks`. */
export const labelStudioConfig = `<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="label" toName="image">
${classNames.map((name) => `    <Label value="${name}"/>`).join('\n')}
  </RectangleLabels>
</View>
`;

/** The tasks of `boxTasks` as Label Studio exports them (JSON), piece by piece. */
export function* labelStudioJson(tasks: number, boxes: number): Generator<string> {
  let id = 0;
  for (const task of boxTasks(tasks, boxes, ['a', 'b', 'c'])) {
    const tools = (task.answer?.tools ?? []) as unknown as readonly BoxTool[];
    const annotation = {
      id: id + 1,
      completed_by: { email: tools[0]?.metadata.createdBy ?? '' },
      created_at: tools[0]?.metadata.createdAt ?? '',
      updated_at: tools[0]?.metadata.updatedAt ?? '',
      was_cancelled: false,
      result: tools.map(rectangle),
    };
    yield `${id === 0 ? '[' : ',\n'}${JSON.stringify({ id: id + 1, data: { image: task.data }, annotations: [annotation] })}`;
    id++;
  }
  yield id === 0 ? '[]\n' : ']\n';
}

/** Label Studio keeps geometry in percent of the image. */
const rectangle = ({ 'bounding-box': box, objectId, title }: BoxTool) => ({
  id: objectId,
  type: 'rectanglelabels',
  from_name: 'label',
  to_name: 'image',
  original_width: width,
  original_height: height,
  image_rotation: 0,
  value: {
    x: (box.x / width) * 100,
    y: (box.y / height) * 100,
    width: (box.width / width) * 100,
    height: (box.height / height) * 100,
    rotation: 0,
    rectanglelabels: [title],
  },
});
