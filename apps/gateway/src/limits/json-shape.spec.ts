import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { bodyLimits, defaultBodyLimit } from './body-limits.js';
import { shapeBreach, type JsonShape } from './json-shape.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const limit: JsonShape = { depth: 3, members: 4, values: 10 };

describe('shape of a body', () => {
  it.each([
    ['nothing', ''],
    ['three levels', '{"a":{"b":{}}}'],
    ['three levels of lists', '[[[]]]'],
    ['many levels, one after the other', '[[],[],[],[]]'],
    ['four members', '{"a":1,"b":2,"c":3,"d":4}'],
    ['four members in each of two objects', '[{"a":1,"b":2,"c":3,"d":4},{"a":1,"b":2,"c":3}]'],
    ['ten values', '[1,2,3,4,5,6,7,8,9,10]'],
    ['braces, colons and commas in a string', '{"a":"{[{[{[::::::,,,,,,,,,,,,,,,,"}'],
    ['an escaped quote before braces', '{"a":"\\"{[{[{[::::::"}'],
    ['an escaped backslash at the end of a string', '{"a":"\\\\","b":[1]}'],
    ['braces in a name', '{"{[{[{[":1}'],
  ])('takes %s', (_, text) => expect(shapeBreach(bytes(text), limit)).toBeNull());

  it.each<[string, string, keyof JsonShape]>([
    ['four levels', '{"a":{"b":{"c":{}}}}', 'depth'],
    ['four levels of both kinds', '[{"a":[{}]}]', 'depth'],
    ['depth after a string that ends in a backslash', '["\\\\",[[[]]]]', 'depth'],
    ['five members', '{"a":1,"b":2,"c":3,"d":4,"e":5}', 'members'],
    ['five members in an inner object', '{"o":{"a":1,"b":2,"c":3,"d":4,"e":5}}', 'members'],
    ['the same member five times', '{"a":1,"a":1,"a":1,"a":1,"a":1}', 'members'],
    ['eleven values', '[1,2,3,4,5,6,7,8,9,10,11]', 'values'],
    ['eleven values in many objects', '[{},{},{},{},{},{}]', 'values'],
  ])('refuses %s', (_, text, breach) => expect(shapeBreach(bytes(text), limit)).toBe(breach));

  it.each([
    ['a string without end', '{"a":"'],
    ['a string that ends in an escape', '{"a":"\\'],
    ['more ends than beginnings', ']]]}}}::::'],
    ['no JSON at all', 'colour=red'],
  ])('leaves %s to the parser', (_, text) => expect(shapeBreach(bytes(text), limit)).toBeNull());

  it('does not descend: a million levels are refused at the fourth', () => {
    expect(shapeBreach(bytes('['.repeat(1_000_000)), limit)).toBe('depth');
  });
});

describe('limits of routes', () => {
  it('are small where nobody has signed in, and large where a document is sent', () => {
    expect(bodyLimits['/api/v1/workstations/enrol']?.bytes).toBe(4096);
    expect(defaultBodyLimit).toEqual({ bytes: 16_384, depth: 4, members: 64, values: 256 });
    expect(Object.keys(bodyLimits).toSorted()).toEqual([
      '/api/v1/bulk-actions/preview',
      '/api/v1/models',
      '/api/v1/models/validate',
      '/api/v1/people/:personId/photo',
      '/api/v1/people/import',
      '/api/v1/people/imports/:importId/pieces/:number',
      '/api/v1/profile-proposals',
      '/api/v1/profiles',
      '/api/v1/profiles/validate',
      '/api/v1/stock-batches',
      '/api/v1/workstations/enrol',
      '/codec/decode',
    ]);
  });

  it('are those of a document wherever a document is sent, by the API document', () => {
    const { paths, components } = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
      paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: { $ref?: string } }> } } }>;
      components: { schemas: Record<string, { properties?: Record<string, { additionalProperties?: boolean }> }> };
    };
    const withDocument = Object.entries(paths)
      .filter(([, { post }]) => {
        const ref = post?.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1);
        const { properties = {} } = components.schemas[ref ?? ''] ?? {};
        return Object.values(properties).some(({ additionalProperties }) => additionalProperties === true);
      })
      .map(([path]) => path);
    expect(withDocument.toSorted()).toEqual([
      '/api/v1/models',
      '/api/v1/models/validate',
      '/api/v1/profile-proposals',
      '/api/v1/profiles',
      '/api/v1/profiles/validate',
    ]);
    for (const path of withDocument) expect(bodyLimits[path]?.depth).toBe(16);
  });

  it('let no object have more members than class-transformer can bear, which takes quadratic time in them', () => {
    for (const { members } of [defaultBodyLimit, ...Object.values(bodyLimits)])
      expect(members).toBeLessThanOrEqual(128);
  });
});
