import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import { openApiText } from '../openapi-text.js';

interface Operation {
  operationId: string;
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
  requestBody?: object;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }> };
}

let text: string;
let document: Document;
beforeAll(async () => {
  text = await openApiText();
  document = JSON.parse(text) as Document;
});
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

describe('OpenAPI document', () => {
  it('is committed as it is now (node apps/gateway/dist/write-openapi.js)', () => {
    expect(readFileSync(path('../../openapi.json'), 'utf8')).toBe(text);
  });

  it('describes answers as the contracts are now (node tools/reply-schemas.mjs)', () => {
    execFileSync(process.execPath, [path('../../../../tools/reply-schemas.mjs'), '--check']);
  }, 30_000);

  it('is OpenAPI 3.1 and refers to nothing that it does not have', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('describes the answer and the problems of every operation', () => {
    for (const [route, operations] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect([route, method, answers.length]).toEqual([route, method, 1]);
        expect(Object.values(answers[0]![1].content ?? {})[0]?.schema.$ref).toBeTruthy();
        expect(responses.default?.content?.['application/problem+json']?.schema.$ref).toMatch(/Problem$/);
      }
  });

  it('lists every error code', () => {
    expect(document.components.schemas.Problem?.properties?.code?.enum).toEqual(Object.keys(errorCatalogue).toSorted());
  });
});
