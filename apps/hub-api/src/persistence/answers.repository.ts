import { Injectable } from '@nestjs/common';
import { storedAnswer, type Answer } from '@hub/annotation-store';
import { Failure } from '@hub/failures';
import { HubDatabase } from './hub-database.js';

/** Bytes of stored answers that one HTTP answer may hold: they are read into memory. Exports have no such limit. */
const maxBytes = 64 * 1024 * 1024;

/** What tasks say, as it is stored: with metadata; of videos the key frames. */
@Injectable()
export class AnswersRepository {
  constructor(private readonly database: HubDatabase) {}

  /** By content id. Throws Failure `too-large` when together they are more than an HTTP answer should hold. */
  async answers(contentIds: readonly number[]): Promise<Map<number, Answer>> {
    const ids = [...new Set(contentIds)];
    const [size] = await this.database.rows<{ bytes: number }>(
      `select coalesce(sum(c.bytes_with_metadata + coalesce((
         select sum(v.bytes) from annotation_store.content_tracks ct join annotation_store.video_tracks v on v.id = ct.track_id
         where ct.content_id = c.id), 0)), 0)::float8 as bytes
       from annotation_store.task_contents c where c.id = any($1)`,
      [ids],
    );
    if ((size?.bytes ?? 0) > maxBytes) {
      const expected = 'fewer tasks at once (limit), or an export';
      throw new Failure('too-large', 'user', 'These answers are too large to be read in one call.', {
        field: 'includeAnswer',
        expected,
      });
    }
    const plain = await this.database.rows<{ id: number; tools: string; rest: string }>(
      `select id::float8 as id, coalesce(tools_with_metadata, tools) as tools, coalesce(rest_with_metadata, rest) as rest
       from annotation_store.task_contents where id = any($1) and tracks = 0`,
      [ids],
    );
    const found = new Map(
      plain.map(({ id, tools, rest }) => [id, JSON.parse(`{"tools":[${tools}],${rest}}`) as Answer]),
    );
    for (const id of ids) if (!found.has(id)) found.set(id, await storedAnswer(this.database.source.manager, id));
    return found;
  }

  /** Throws Failure `too-large`. */
  async answer(contentId: number): Promise<Answer> {
    return (await this.answers([contentId])).get(contentId) as Answer;
  }
}
