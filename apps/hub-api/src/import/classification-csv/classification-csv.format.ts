import { parse, type CsvError, type Info } from 'csv-parse';
import { z } from 'zod';
import type { Assembly, ImportFormat, RecordSink, StagedAsset } from '../import-format.js';
import type { SourceFile } from '../source/source-file.js';
import { stableId } from '../stable-id.js';
import { decode } from '../text/decode.js';
import { columnRoles, type ColumnRoles } from './column-roles.js';

/** A table with a header: a column with the file, columns with its class. Every column is kept in `contextData`. */
export const classificationCsv: ImportFormat = {
  name: 'classification-csv',
  detect: ({ name, text }) => /\.(csv|tsv)$/i.test(name) || /^[\w "]+(,[\w "]+)+\r?\n/.test(text),
  open: () => ({ read: readCsv, assemble: assembleRow }),
};

interface CsvRow {
  readonly record: string[];
  readonly info: Info;
}

async function readCsv(file: SourceFile, sink: RecordSink): Promise<void> {
  const delimiter = /\.tsv$/i.test(file.name) ? '\t' : ',';
  const rows = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  });
  const skipped: CsvError[] = [];
  rows.on('skip', (error) => void (error && skipped.push(error)));
  const refuseSkipped = async (): Promise<void> => {
    for (const error of skipped.splice(0))
      await sink.refuse(`line ${String(error['lines'])}`, 'bad-row', error.message);
  };
  const feeding = feed(file, rows);
  let header: string[] | null = null;
  let roles: ColumnRoles | null = null;
  let [line, number] = [1, 0];
  for await (const { record, info } of rows as AsyncIterable<CsvRow>) {
    await refuseSkipped();
    const place = `line ${line}`;
    line = info.lines + 1;
    if (!header) {
      header = record;
      continue;
    }
    if (record.length !== header.length) {
      await sink.refuse(place, 'bad-row', `${record.length} columns instead of ${header.length}`);
      continue;
    }
    roles ??= columnRoles(header, record);
    const row = Object.fromEntries(header.map((name, i) => [name, record[i] ?? '']));
    const id = row[roles.file] ?? '';
    if (id === '') await sink.refuse(place, 'bad-row', `no value in column ${roles.file}`);
    else await sink.asset(`${sink.file}#${++number}`, id, place, { row, classes: roles.classes });
  }
  await feeding;
  await refuseSkipped();
}

async function feed(file: SourceFile, rows: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const text of decode(file.chunks)) {
      if (!rows.write(text))
        await new Promise<void>((resolve) => void rows.once('drain', resolve).once('close', resolve));
      if (rows.destroyed) return;
    }
    rows.end();
  } catch (error) {
    rows.destroy(error as Error);
  }
}

const bodySchema = z.object({ row: z.record(z.string(), z.string()), classes: z.array(z.string()) });

function assembleRow(asset: StagedAsset, { classes }: Assembly) {
  const { row, classes: columns } = bodySchema.parse(asset.assets[0]?.body);
  const answers = columns.filter((column) => row[column] !== '');
  return {
    externalId: asset.identity,
    data: asset.identity,
    kind: 'image' as const,
    contextData: row,
    answer: {
      tools: [],
      classifications: answers.map((column) => ({
        objectId: stableId(asset.identity, column),
        ...classes.classification(column, 'radio', [row[column]!]),
        tool: 'radio',
        answer: row[column],
        classifications: [],
      })),
      relations: [],
    },
  };
}
