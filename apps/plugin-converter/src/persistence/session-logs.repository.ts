import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly extra: Readonly<Record<string, unknown>>;
}
export interface KeptLine extends LogLine {
  readonly at: Date;
}

/** Of one run; what comes after is not kept. */
const mostBytes = 2 * 1024 * 1024;

@Injectable()
export class SessionLogsRepository {
  constructor(private readonly database: DataSource) {}

  /** Notes a line, and that the plugin was heard. Of a run that logs too much the rest is left out, and a line says so. */
  async add(sessionId: string, { level, msg, extra }: LogLine): Promise<void> {
    const more = JSON.stringify(extra);
    const bytes = Buffer.byteLength(msg) + Buffer.byteLength(more) + level.length;
    const [before] = await this.database.query<{ log_bytes: number }[]>(
      `with heard as (update plugin_converter.plugin_sessions
         set log_bytes = least(log_bytes + $2, 2000000000), heard_at = now() where id = $1 returning log_bytes - $2 as log_bytes)
       select log_bytes from heard`,
      [sessionId, bytes],
    );
    if (!before || before.log_bytes > mostBytes) return;
    const full = before.log_bytes + bytes > mostBytes;
    await this.database.query(
      'insert into plugin_converter.plugin_logs (session_id, level, msg, extra) values ($1, $2, $3, $4)',
      full
        ? [sessionId, 'WARNING', 'This run logs too much: what follows is left out.', '{}']
        : [sessionId, level, msg, more],
    );
  }

  /** In the order they came. */
  of(sessionId: string): Promise<KeptLine[]> {
    return this.database.query<KeptLine[]>(
      'select level, msg, extra, at from plugin_converter.plugin_logs where session_id = $1 order by n',
      [sessionId],
    );
  }

  /** The words of the last error. */
  async lastError(sessionId: string): Promise<string | null> {
    const [row] = await this.database.query<{ msg: string }[]>(
      `select msg from plugin_converter.plugin_logs where session_id = $1 and level in ('ERROR', 'CRITICAL')
       order by n desc limit 1`,
      [sessionId],
    );
    return row?.msg ?? null;
  }
}
