// Bundles one script with all of src/ into a single file, so that a start does not compile and open 300 files.
// Plain JavaScript, because it runs in front of everything that is TypeScript.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${root}node_modules/.yiqi/`;

/** Names, sizes and times of all that goes into a bundle: a bundle of the same is not made again. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const folder of ['src', 'scripts']) {
    const names = readdirSync(root + folder, { recursive: true })
      .map(String)
      .sort();
    for (const name of names.filter((n) => /\.(tsx?|mjs|json)$/.test(n) && !n.includes('.test.'))) {
      const { size, mtimeMs } = statSync(`${root}${folder}/${name}`);
      hash.update(`${folder}/${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
    .slice(0, 16);
}

/** Files that lie beside a source are found from the source, not from the bundle. */
const ownAddress = {
  name: 'own-address',
  setup(build) {
    build.onLoad({ filter: /[\\/](src|scripts)[\\/].*\.tsx?$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/**
 * The bundle of scripts/<name>.ts, made anew where a source has changed.
 * @returns its address, or undefined where it cannot be made: the script then runs from its sources
 */
export async function bundleOf(name) {
  try {
    const file = `${FOLDER}${name}-${fingerprint()}.mjs`;
    if (!existsSync(file)) await write(name, file);
    return pathToFileURL(file).href;
  } catch {
    return undefined;
  }
}

async function write(name, file) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...{ absWorkingDir: root, entryPoints: [`scripts/${name}.ts`], outfile: file, write: false },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20' },
    // Known to what is kept from one start to the next.
    define: { 'process.env.YIQI_BUILD': JSON.stringify(file.slice(FOLDER.length)) },
    ...{ sourcemap: 'linked', logLevel: 'silent', plugins: [ownAddress] },
  });
  mkdirSync(FOLDER, { recursive: true });
  for (const { path, contents } of outputFiles) {
    // Two that start at the same time each put a whole file in place.
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  }
  for (const old of readdirSync(FOLDER)) {
    if (old.startsWith(`${name}-`) && !(FOLDER + old).startsWith(file)) rmSync(FOLDER + old, { force: true });
  }
}
