/** Names, the folder and the index of `msnscan extract`. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FolderRefused, OutFolder } from '../../src/report/extract/folder.ts';
import { extensionOf, safeName } from '../../src/report/extract/names.ts';

const root = mkdtempSync(join(tmpdir(), 'msnscan-extract-'));
let count = 0;
const fresh = (): string => join(root, String(++count));
afterAll(() => {
  rmSync(root, { recursive: true });
});

function put(folder: OutFolder, name: string, text: string, sub = 'files'): string {
  const file = folder.open();
  file.write(Buffer.from(text), 0);
  return file.commit(sub, name);
}

describe('the name of a file', () => {
  test.each([
    ['holiday.jpg', 'holiday.jpg'],
    ['übung 日本.bin', 'übung 日本.bin'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\win.ini', 'win.ini'],
    ['..', 'none'],
    ['', 'none'],
    [null, 'none'],
    ['.bashrc', 'bashrc'],
    ['-rf', '_-rf'],
    ['~root', '_~root'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['Com1.tar.gz', '_Com1.tar.gz'],
    ['lpt9 .x.y', '_lpt9 .x.y'],
    ['context.txt', 'context.txt'],
    ['a\u0000b\u001b[31mc.txt', 'ab[31mc.txt'],
    ['annex\u202egpj.exe', 'annexgpj.exe'],
    ['zero\u200bwidth\u2066.txt', 'zerowidth.txt'],
    ['a:b|c?.txt', 'a_b_c_.txt'],
    ['name. . .', 'name'],
    ['  spaces .txt', 'spaces.txt'],
    ['\ud800lone.txt', 'lone.txt'],
  ])('%j becomes %j', (sent, safe) => {
    expect(safeName(sent, 'none')).toBe(safe);
  });

  test('is short, with its extension', () => {
    const name = safeName(`${'日本'.repeat(500)}.jpeg`, 'none');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(160);
    expect(name.endsWith('本.jpeg') || name.endsWith('日.jpeg')).toBe(true);
  });

  test('of any text is one part of a path and can be made', () => {
    const folder = fresh();
    const out = new OutFolder(folder);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (sent) => {
        const name = safeName(sent, 'none');
        expect(name).toBe(basename(name));
        expect(name).not.toMatch(/^\.|[\\/\p{C}]|[. ]$/u);
        expect(existsSync(join(folder, put(out, name, 'x')))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('has an extension by its first bytes where it has none', () => {
    expect(extensionOf(Buffer.from('\x89PNG\r\n\x1a\nxx', 'latin1'))).toBe('.png');
    expect(extensionOf(Buffer.from('GIF89a'))).toBe('.gif');
    expect(extensionOf(Buffer.alloc(0))).toBe('.bin');
  });
});

describe('the folder', () => {
  test('keeps what is there and counts up', () => {
    const path = fresh();
    mkdirSync(join(path, 'files'), { recursive: true });
    writeFileSync(join(path, 'files', 'a.txt'), 'old');
    const folder = new OutFolder(path);
    expect(put(folder, 'a.txt', 'new')).toBe('files/a-2.txt');
    expect(put(folder, 'a.txt', 'newer')).toBe('files/a-3.txt');
    expect(readFileSync(join(path, 'files', 'a.txt'), 'utf8')).toBe('old');
    expect(readdirSync(path)).toEqual(['files']);
  });

  test('tells names apart that some systems do not', () => {
    const folder = new OutFolder(fresh());
    expect(put(folder, 'A.txt', '1')).toBe('files/A.txt');
    expect(put(folder, 'a.TXT', '2')).toBe('files/a-2.TXT');
  });

  test('follows no link out of itself', () => {
    const path = fresh();
    const outside = fresh();
    mkdirSync(path);
    mkdirSync(outside);
    symlinkSync(outside, join(path, 'files'));
    const folder = new OutFolder(path);
    expect(() => put(folder, 'a.txt', 'x')).toThrow(FolderRefused);
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(path)).toEqual(['files']);
  });

  test('writes through no link of the name itself', () => {
    const path = fresh();
    const target = fresh();
    mkdirSync(join(path, 'files'), { recursive: true });
    symlinkSync(target, join(path, 'files', 'a.txt'));
    expect(put(new OutFolder(path), 'a.txt', 'x')).toBe('files/a-2.txt');
    expect(existsSync(target)).toBe(false);
  });

  test('leaves nothing of a file that is given up, and goes when it was made for nothing', () => {
    const path = fresh();
    const folder = new OutFolder(path);
    folder.open().abandon();
    folder.giveUp();
    expect(existsSync(path)).toBe(false);
  });

  test('cannot be a file', () => {
    const path = fresh();
    writeFileSync(path, '');
    expect(() => new OutFolder(path)).toThrow();
  });
});
