import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'bench/.cache/', 'bin/', 'scripts/', '*.mjs'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in messages are the point of this tool.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // States of decoders are loops that end by return.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
  },
  {
    // The only rooms that may assert an index is in range: the hot path reads bytes it has measured before.
    files: ['src/base/bytes.ts', 'src/tcp/**', 'src/msnp/decoder.ts', 'bench/**', 'fixtures/**', 'test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // What was captured is text on the page, and never markup.
    files: ['src/report/html/page/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc', 'write', 'writeln'].map((property) => ({
          property,
          message: 'Make elements and text nodes (dom.ts).',
        })),
        { property: 'createContextualFragment', message: 'Make elements and text nodes (dom.ts).' },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require'],
    },
  },
);
