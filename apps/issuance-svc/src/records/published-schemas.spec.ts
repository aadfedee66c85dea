import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { publishedSchemas } from './published-schemas.js';

describe('docs/schemas', () => {
  it.each(publishedSchemas.map(({ file, text }) => [basename(file), file, text]))(
    '%s is fresh',
    (_name, file, text) => {
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text));
    },
  );
});
