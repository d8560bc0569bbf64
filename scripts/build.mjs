// Builds dist/: the library with its types by tsc, the program by esbuild as one script
// (yargs alone doubles Node's start when it is read from many files). `npm run build`; also what `prepare` runs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** One script without a module around it (bin/program.js), and the program of a thread. */
const program = {
  absWorkingDir: root,
  outdir: 'dist/cli',
  bundle: true,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20',
  // bin/program.js reads it as Latin-1, which is read faster.
  charset: 'ascii',
  sourcemap: true,
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [withoutYargsHelp, withPage],
  define: { 'import.meta.url': '__url' },
};
const url = "'use strict';const __url=require('node:url').pathToFileURL(__filename).href;";
await build({
  ...program,
  entryPoints: { main: 'src/cli/main.ts' },
  banner: { js: `(function(require,__filename,__dirname){${url}` },
  footer: { js: '})' },
});
await build({ ...program, entryPoints: { job: 'src/jobs/thread.ts' }, banner: { js: url } });

// What an earlier build left.
const outputs = new Set(['main', 'job'].flatMap((name) => [`${name}.cjs`, `${name}.cjs.map`]));
for (const name of readdirSync(join(root, 'dist/cli'))) {
  if (!outputs.has(name)) rmSync(join(root, 'dist/cli', name), { recursive: true });
}

const saved = spawnSync(process.execPath, [join(root, 'scripts/save-code.mjs')], { encoding: 'utf8' });
if (saved.status !== 0) throw new Error(`the demo capture cannot be read: ${saved.stderr}`);

const page = spawnSync(process.execPath, [join(root, 'bin/msnscan.js'), 'man'], { encoding: 'utf8' });
if (page.status !== 0) throw new Error(`msnscan man: ${page.stderr}`);
mkdirSync(join(root, 'dist/man'), { recursive: true });
writeFileSync(join(root, 'dist/man/msnscan.1'), page.stdout);
