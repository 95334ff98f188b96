import { documentsOf } from '../clients/documents.js';
import { box, drawn, DrawnProject } from '../clients/drawn-project.js';
import { Exporter } from '../clients/exporter.js';
import { ownerOf } from '../hubs/owner-of.js';
import type { Hub } from '../hubs/hub.js';

/** What programs send to the label import: refused with a reason, and what is good is exported. */
export function hostileLabelsJourneys(hub: () => Hub): void {
  it('refuses hostile labels one by one, with reasons, and exports the rest', async () => {
    const exporter = new Exporter(ownerOf(hub()));
    const project = await DrawnProject.create(exporter.client, 'Hostile labels');
    const names = ['good.png', 'null.png', 'text.png', 'half.png', 'half-name.png', 'nothing.png'];
    await project.add(names);
    await project.add(['film.mp4'], { kind: 'video' });
    const frame = (page: number): object => ({ ...box(page), objectId: 'car-1', page });
    const { labeled, notLabeled } = await project.label([
      { externalId: 'good.png', objects: [box(7)] },
      { externalId: 'null.png', objects: [box(null)] },
      { externalId: 'text.png', objects: [box('NaN')] },
      { externalId: 'half.png', classifications: [{ title: 'Note', answer: 'half \ud83d' }] },
      { externalId: 'half-name.png', objects: [{ ...box(), objectId: '\udc00' }] },
      { externalId: 'film.mp4', objects: [frame(9), frame(0), frame(5)] },
      { externalId: 'film.mp4', objects: [frame(3), frame(3)] },
    ]);
    expect([labeled, notLabeled.map(({ externalId, reason }) => [externalId, reason])]).toEqual([
      2,
      [
        ['null.png', expect.stringMatching(/bounding-box.*x.*not a number/)],
        ['text.png', expect.stringMatching(/bounding-box.*x.*not a number/)],
        ['half.png', expect.stringMatching(/half a surrogate pair/)],
        ['half-name.png', expect.stringMatching(/half a surrogate pair/)],
        ['film.mp4', expect.stringMatching(/two key frames/)],
      ],
    ]);

    const { view, entries } = await exporter.export(project.id, { format: 'ndjson', ...drawn });
    expect(view.reconciliation).toEqual({ selected: 7, exported: 2, empty: 5, quarantined: 0 });
    const documents = documentsOf(entries, 'ndjson');
    const toolsOf = (name: string) => documents.find(({ externalId }) => externalId === name)?.task.tools ?? [];
    expect(toolsOf('good.png')).toEqual([
      expect.objectContaining({ 'bounding-box': { x: 7, y: 2, width: 3, height: 4 } }),
    ]);
    // the list came out of order; the film is written in order, with the frames in between
    expect(toolsOf('film.mp4').map(({ page }) => page)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuses bodies that are no JSON, or too much of it', async () => {
    const client = ownerOf(hub());
    const project = await DrawnProject.create(client, 'Hostile bodies');
    await project.add(['a.png']);
    const send = async (body: string) => {
      const answer = await client.post('/v2/import/labels', 'application/json', body);
      return { status: answer.status, body: (await answer.json()) as object };
    };
    const record = `{"externalId":"a.png","objects":[{"title":"Car","bounding-box":{"x":NaN,"y":1,"width":1,"height":1}}]}`;
    expect(await send(`{"project":"${project.id}","jsonContent":[${record}]}`)).toMatchObject({
      status: 400,
      body: { status: 'fail', code: 'bad-request', message: expect.stringMatching(/JSON/) },
    });
    const huge = JSON.stringify({
      project: project.id,
      jsonContent: [{ externalId: 'a.png', note: 'x'.repeat(33 << 20) }],
    });
    expect(await send(huge)).toMatchObject({ status: 413, body: { status: 'fail', code: 'too-large' } });
  });
}
