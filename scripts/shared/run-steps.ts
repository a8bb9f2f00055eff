import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs installed tools one after another; the first that fails ends the process with its exit code. */
export async function runSteps(steps: [title: string, tool: string, args: string[]][]): Promise<void> {
  for (const [title, tool, args] of steps) {
    console.error(`— ${title}`);
    const bin = `${root}node_modules/.bin/${tool}${process.platform === 'win32' ? '.cmd' : ''}`;
    const done = spawnSync(bin, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (done.status !== 0) process.exit(done.status ?? 1);
  }
}
