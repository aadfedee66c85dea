/**
 * The window for passkeys as Windows would have it: Node for Windows, its calling convention and UTF-16, and a webauthn.dll that a compiler for Windows makes of
 * the structures of webauthn.h. Wine has no such window itself: that a person sees one is not shown here.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  asked,
  askedMore,
  attestationObjectHex,
  credentialIdHex,
  made,
  refusals,
  told,
  toldMore,
} from '../support/webauthn/expected.js';
import { compileWebauthn } from '../support/webauthn/compile.js';
import { onWindows, Wine } from '../support/wine.js';

const program = fileURLToPath(new URL('programs/webauthn.mjs', import.meta.url));

interface Outcome {
  made?: unknown;
  failed?: { code: string; details: object };
  told: string;
  freed: number;
}

let wine: Wine;
let library: string;
beforeAll(async () => {
  wine = await Wine.start();
  library = join(wine.folder, 'webauthn.dll');
  compileWebauthn(library);
}, 120_000);
afterAll(() => wine.stop(), 60_000);

async function outcomesOf(cases: object[]): Promise<Outcome[]> {
  const file = join(wine.folder, 'cases.json');
  writeFileSync(file, JSON.stringify({ attestationObjectHex, credentialIdHex, cases }));
  const { stdout, stderr } = await wine.node(program, [onWindows(library), onWindows(file)]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Outcome[];
}

it('is asked for as the header says, and its answer is read and freed', async () => {
  const [first, more] = await outcomesOf([{ options: asked }, { options: askedMore }]);
  expect(first).toEqual({ made, told, freed: 1 });
  expect(more).toMatchObject({ made, freed: 1 });
  for (const text of toldMore) expect(more!.told).toContain(text);
}, 60_000);

it('says by codes of ours why there is no passkey', async () => {
  const outcomes = await outcomesOf(refusals.map(([, result]) => ({ result, options: asked })));
  expect(outcomes.map(({ failed, freed }) => ({ failed, freed }))).toEqual(
    refusals.map(([, , code, status]) => ({ failed: { code, details: { status } }, freed: 0 })),
  );
}, 60_000);

it('is waited for no longer when it is stopped, is not begun when it was, and is not there before version 4', async () => {
  const cases = [{ stop: 'late' }, { stop: 'early' }, { api: 3 }].map((each) => ({ ...each, options: asked }));
  expect(await outcomesOf(cases)).toEqual([
    { failed: { code: 'FIDO_USER_CANCELLED', details: { status: '0x800704C7' } }, told, freed: 0 },
    { failed: { code: 'FIDO_USER_CANCELLED', details: {} }, told: '', freed: 0 },
    {
      failed: { code: 'EDGE_WEBAUTHN_UNAVAILABLE', details: { reason: 'its API has version 3' } },
      ...{ told: '', freed: 0 },
    },
  ]);
}, 60_000);
