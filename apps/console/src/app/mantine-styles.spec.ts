import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const sources = fileURLToPath(new URL('../', import.meta.url));
const styles = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles/Text.layer.css'));

it('every component of the library that a page uses has its styles', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  const used = files.flatMap((file) =>
    [...readFileSync(join(sources, file), 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(
      ([, names]) =>
        names!.split(',').map(
          (name) =>
            name
              .replace(/^\s*type /, '')
              .trim()
              .split(' ')[0]!,
        ),
    ),
  );
  const styled = [...new Set(used)].filter((name) => name !== '' && existsSync(join(styles, `${name}.layer.css`)));
  expect(styled.length).toBeGreaterThan(20);
  const imported = readFileSync(join(sources, 'app/mantine-styles.ts'), 'utf8');
  expect(styled.filter((name) => !imported.includes(`/${name}.layer.css'`))).toEqual([]);
});
