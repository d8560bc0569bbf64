// Builds dist/: the library with its types by tsc, the program by esbuild as one bundle with lazily loaded parts
// (yargs alone doubles Node's start when it is read from many files). `npm run build`; also what `prepare` runs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

const types = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (types.status !== 0) process.exit(types.status ?? 1);

// The help texts are the program's own, so what yargs lays out its help with is never called. It would be half of the
// time of the start.
const withoutYargsHelp = {
  name: 'without-yargs-help',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(cliui|string-width)$/ }, ({ importer }) =>
      /[/\\]node_modules[/\\]yargs[/\\]/.test(importer)
        ? { path: 'yargs-help', namespace: 'left-out' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({
      contents: "export default () => { throw new Error('the help of yargs is not part of the program'); };",
    }));
  },
};

// The page of --html: one script and one style, without a comment or a source map, as they stand in every report.
await build({
  absWorkingDir: root,
  entryPoints: { page: 'src/report/html/page/main.ts' },
  outdir: 'dist/page',
  bundle: true,
  format: 'iife',
  target: ['chrome109', 'firefox115', 'safari16'],
  charset: 'ascii',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
await build({
  absWorkingDir: root,
  entryPoints: { page: 'src/report/html/page/page.css' },
  outdir: 'dist/page',
  bundle: true,
  target: ['chrome109', 'firefox115', 'safari16'],
  charset: 'ascii',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});

/** In the program both are texts of the module that the sources read them with. */
const withPage = {
  name: 'with-page',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]report[/\\]html[/\\]asset\.ts$/ }, () => {
      const read = (name) => readFileSync(join(root, 'dist/page', name), 'utf8').trimEnd();
      const asset = JSON.stringify({ style: read('page.css'), script: read('page.js') });
      return { contents: `export const pageAsset = () => (${asset});`, loader: 'js' };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts', job: 'src/jobs/thread.ts' },
  outdir: 'dist/cli',
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  metafile: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutYargsHelp, withPage],
  // Packages in CommonJS ask for Node's own modules with require.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});

// What an earlier build left, last, so that there is a program at every moment.
const outputs = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
for (const name of readdirSync(join(root, 'dist/cli'), { recursive: true })) {
  const path = join(root, 'dist/cli', name);
  if (statSync(path).isFile() && !outputs.has(path)) rmSync(path);
}

const page = spawnSync(process.execPath, [join(root, 'bin/msnscan.js'), 'man'], { encoding: 'utf8' });
if (page.status !== 0) throw new Error(`msnscan man: ${page.stderr}`);
mkdirSync(join(root, 'dist/man'), { recursive: true });
writeFileSync(join(root, 'dist/man/msnscan.1'), page.stdout);
