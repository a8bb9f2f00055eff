// Bundles one script with all of src/ and its libraries, so that a start does not compile and open a thousand files.
// Plain JavaScript, because it runs in front of everything that is TypeScript.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${root}node_modules/.yiqi/`;
/** So many bundles of a script stay. */
const KEPT = 3;

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

/** What lies beside machine code, finds its own files, or is one file already. */
const AS_THEY_ARE = [
  '@lancedb/lancedb',
  '@larksuiteoapi/node-sdk',
  '@resvg/resvg-js',
  'apache-arrow',
  'esbuild',
  'libsql',
  'mammoth',
  'pino',
  'unpdf',
];
/** Libraries in CommonJS ask for Node's modules this way. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);`;

/**
 * The bundle of scripts/<name>.ts with the libraries it needs, made anew where a source has changed.
 * @returns its address, or undefined where it cannot be made: the script then runs from its sources
 */
export async function bundleOf(name) {
  try {
    const folder = `${FOLDER}${name}-${fingerprint()}`;
    if (!existsSync(folder)) await write(name, folder);
    return pathToFileURL(`${folder}/${name}.mjs`).href;
  } catch {
    return undefined;
  }
}

async function write(name, folder) {
  const { build } = await import('esbuild');
  // Two that start at the same time each put a whole folder in place.
  const temporary = `${folder}.${process.pid}`;
  await build({
    ...{ absWorkingDir: root, entryPoints: [`scripts/${name}.ts`], outdir: temporary, splitting: true },
    ...{ bundle: true, external: AS_THEY_ARE, platform: 'node', format: 'esm', target: 'node20' },
    ...{
      outExtension: { '.js': '.mjs' },
      banner: { js: REQUIRE },
      logLevel: 'silent',
      plugins: [ownAddress],
    },
    // Known to what is kept from one start to the next.
    define: { 'process.env.YIQI_BUILD': JSON.stringify(folder.slice(FOLDER.length)) },
  });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  removeOld(name);
}

/** An older one may still be running, and open a part of its bundle only now. */
function removeOld(name) {
  const bundles = readdirSync(FOLDER)
    .filter((folder) => folder.startsWith(`${name}-`) && /-[0-9a-f]{16}$/.test(folder))
    .map((folder) => ({ path: FOLDER + folder, made: statSync(FOLDER + folder).mtimeMs }))
    .sort((a, b) => b.made - a.made);
  for (const { path } of bundles.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}
