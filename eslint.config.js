/**
 * One lint set-up for the whole tree: typed rules that find real mistakes, the room table in the editor, file size.
 * Formatting is prettier's alone. Disabling a rule needs a reason in the same comment.
 */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { roomOf } from './tools/check-rooms.mjs';
import { appFolders, rooms } from './tools/rooms.mjs';

const ignores = ['**/dist/**', '**/node_modules/**', '**/generated/**', '.nx/**', 'test-results/**', 'coverage/**'];

/** The room table as `no-restricted-imports`. check-rooms.mjs is the judge; this shows it while typing. */
const roomRules = rooms.map((room, index) => ({
  files: room.files,
  // The first row that matches a file counts, as in check-rooms.
  ignores: [...rooms.slice(0, index).flatMap(({ files }) => files), '**/*.spec.ts'],
  rules: restricted(patternsOf(room)),
}));

/** The same for the folders of an app, whose room still holds: for one file ESLint takes the last row alone. */
const folderRules = Object.entries(appFolders).flatMap(([app, rows]) =>
  Object.entries(rows).map(([folder, { imports, why }]) => {
    const others = Object.keys(rows).filter((name) => name !== folder && !imports.includes(name));
    const forbidden = { regex: `^(\\.\\./)+(${others.join('|')})/`, message: `${folder}/ is for: ${why}` };
    return {
      files: [`apps/${app}/src/${folder}/**`],
      ignores: ['**/*.spec.ts', '**/*.spec.tsx'],
      rules: restricted([
        ...patternsOf(roomOf(`apps/${app}/src/${folder}/any.ts`)),
        ...(others.length > 0 ? [forbidden] : []),
      ]),
    };
  }),
);

function restricted(patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}

function patternsOf(room) {
  return [
    ...(room.workspace.includes('*')
      ? []
      : [{ regex: notOneOf(room.workspace), message: `${room.name}: ${room.why}` }]),
    ...(room.apps
      ? []
      : [
          {
            regex: '^@cardwright/[^/]+-svc/|^@cardwright/(gateway|cli|console|device-edge)/',
            message: 'never another app',
          },
        ]),
    ...(room.name === 'testing' ? [] : [{ regex: '^@cardwright/testing/', message: 'only specs import testing' }]),
    ...(room.node ? [] : [{ regex: '^node:', message: `${room.name}: ${room.why}` }]),
  ];
}

/** @param {string[]} workspace */
function notOneOf(workspace) {
  const allowed = workspace.map((name) => `${name}(/|$)`).join('|');
  return allowed ? `^@cardwright/(?!${allowed}|testing/)` : '^@cardwright/(?!testing/)';
}

export default tseslint.config(
  { ignores },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // Rewriting a provider's import to a type import breaks Nest's injection: Nest needs the class at run time.
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-undef': 'off',
    },
  },
  // Specs are outside the packages' projects: their own project, and what typed rules would say of test doubles does not matter.
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.specs.json' } },
    // Numbers at and beyond the limits are what specs are for.
    rules: { 'no-loss-of-precision': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals().map((name) => [name, 'readonly'])) },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }] },
  },
  {
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  // Tables are excused from the line limit.
  { files: ['**/card-models.ts', '**/*.table.ts'], rules: { 'max-lines': 'off' } },
  ...roomRules,
  ...folderRules,
);

function nodeGlobals() {
  return [
    ...[
      'process',
      'console',
      'Buffer',
      'URL',
      'URLSearchParams',
      'fetch',
      'Response',
      'Request',
      'AbortSignal',
      'AbortController',
    ],
    ...[
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'queueMicrotask',
      'structuredClone',
    ],
    ...['TextEncoder', 'TextDecoder', 'crypto', 'performance'],
  ];
}
