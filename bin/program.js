// The program is one file of CommonJS, since only such a script can be given the code that V8 made of it when it was
// built: without that, a third of a short run is V8 reading 1.8 MB of JavaScript. Another V8 refuses the code and
// compiles the file as usual. Such a script has no import(): the build makes calls of it, and packages that are not in
// the bundle are loaded with require.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// What lives is small and most of the heap is garbage: collecting earlier takes a third less memory (302 to 204 MiB on
// 1 GB of dense traffic) and no measurable time. V8 takes code only from a process with the same flags.
setFlagsFromString('--heap-growing-percent=40');

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url));
const CODE_FILE = `${FILE}.code`;

const USAGE = 2;
const SUM_BYTES = 32;

/** The program's text; without it this process ends. */
function builtText() {
  try {
    return readFileSync(FILE);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write(`msnscan: the program is not built: run npm ci in ${JSON.stringify(ROOT)}\n`);
    process.exit(USAGE);
  }
}

/** Of the text and the code made of it: V8 looks at the length of the one and hardly at the other, and damaged code crashes. */
function sumOf(text, code) {
  return createHash('sha256').update(text).update(code).digest();
}

function builtCode(text) {
  let file;
  try {
    file = readFileSync(CODE_FILE);
  } catch {
    return undefined;
  }
  const code = file.subarray(SUM_BYTES);
  return sumOf(text, code).equals(file.subarray(0, SUM_BYTES)) ? code : undefined;
}

/** The program, not yet started. `saveCode` writes what V8 has made of it until now, for later starts. */
export function loadProgram() {
  const text = builtText();
  const script = new Script(text.toString('latin1'), { filename: FILE, cachedData: builtCode(text) });
  return {
    start: () => script.runInThisContext()(createRequire(FILE), FILE, dirname(FILE)),
    saveCode: () => {
      const code = script.createCachedData();
      writeFileSync(`${CODE_FILE}.new`, Buffer.concat([sumOf(text, code), code]));
      renameSync(`${CODE_FILE}.new`, CODE_FILE);
    },
  };
}
