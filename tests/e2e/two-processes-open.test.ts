import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const PROCESSES = 5;
const ROUNDS = 3;

it('processes that begin at once on a new database file all open it', async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    const url = `file:${join(temporaryFolder(), 'yiqi.db')}`;
    const script = `import { openDatabase } from '#adapters/libsql/open-database.ts';
      await (await openDatabase('${url}')).close(); console.log('opened');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const open = async () => (await promisify(execFile)(process.execPath, args)).stdout;
    const said = await Promise.all(Array.from({ length: PROCESSES }, open));
    expect(said).toEqual(said.map(() => 'opened\n'));
  }
});
