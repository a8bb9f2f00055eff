import type { Connection, Table } from '@lancedb/lancedb';
import { Binary, Field, Float64, Schema } from 'apache-arrow';
import { TOKEN_VERSION } from '#policy/policy.tokens.ts';
import { FrequencySketch } from './frequency-sketch.ts';

const STATISTICS = `statistics_v${TOKEN_VERSION}`;
const number = (name: string) => new Field(name, new Float64(), false);
const STATISTICS_SCHEMA = new Schema([
  number('version'),
  number('clauses'),
  number('tokens'),
  new Field('sketch', new Binary(), false),
]);

/** The statistics of exactly this version of the table, or counted anew where a crash left older ones. */
export async function loadStatistics(
  connection: Connection,
  table: Table,
  names: ReadonlySet<string>,
): Promise<FrequencySketch> {
  if (names.has(STATISTICS)) {
    const saved = await connection.openTable(STATISTICS);
    const [row] = await saved.query().limit(1).toArray();
    if (row && Number(row.version) === (await table.version())) {
      return FrequencySketch.fromBytes(row.sketch, Number(row.clauses), Number(row.tokens));
    }
  }
  const sketch = new FrequencySketch();
  for await (const batch of table.query().select(['tokens'])) {
    for (const row of batch) sketch.count(String(row.tokens).split(' '), 1);
  }
  await saveStatistics(connection, table, sketch);
  return sketch;
}

export async function saveStatistics(
  connection: Connection,
  table: Table,
  sketch: FrequencySketch,
): Promise<void> {
  const version = await table.version();
  const row = { version, clauses: sketch.clauses, tokens: sketch.tokens, sketch: sketch.toBytes() };
  const known = (await connection.tableNames()).includes(STATISTICS);
  await connection.createTable(STATISTICS, [row], {
    schema: STATISTICS_SCHEMA,
    mode: known ? 'overwrite' : 'create',
  });
}
