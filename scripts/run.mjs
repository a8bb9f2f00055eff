// The one door of every npm command: installs what is missing, then runs scripts/<name>.ts in this process.
// Plain JavaScript without dependencies, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...rest] = process.argv.slice(2);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`需要 Node.js 20.19 或更高版本,当前为 ${process.versions.node}。`);
}

const target = new URL(`./${name}.ts`, import.meta.url);
if (!name || !existsSync(target)) fail(`没有这个命令:${name ?? ''}`);

/** Installs dependencies when there are none, or when the lock file has changed since they were installed. */
function ensureDependencies() {
  const stamp = `${root}node_modules/.yiqi-lock`;
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('正在安装依赖(首次约一分钟)……\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not `npm ci`: it refuses where a mirror lacks the binaries of other platforms, which are optional.
  const done = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) fail('依赖安装失败,请检查网络或 npm 镜像设置后重试。');
  writeFileSync(stamp, lock);
}

ensureDependencies();
process.argv = [process.argv[0] ?? 'node', fileURLToPath(target), ...rest];
// The service starts from a bundle, in half the time; the tools run from their sources.
const bundle = name === 'start' ? await (await import('./bundle.mjs')).bundleOf(name) : undefined;
if (bundle) {
  await import(bundle);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(fileURLToPath(target)).href);
}
