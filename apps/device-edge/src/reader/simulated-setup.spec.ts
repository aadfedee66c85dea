import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import { SimulatedControl } from './simulated-control.js';
import { makeSimulatedReaders } from './simulated-setup.js';
import type { SimulatedReaders } from './simulated-readers.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'cardwright-readers-'))));
afterEach(() => rm(folder, { recursive: true }));

const start = (fido?: FidoOptions): Promise<SimulatedReaders> =>
  makeSimulatedReaders({ readers: 2, cards: 1, dialect: 'vendor', folder, ...(fido && { fido }) });
const pinMode = async (readers: SimulatedReaders, index: number): Promise<string | undefined> =>
  (await readers.cardIn(`Simulated reader ${index}`)!.snapshot()).fido?.pinMode;

describe('the FIDO application of software cards', () => {
  it('is on all of them where it is asked for, on those that are inserted later too', async () => {
    const fido: FidoOptions = { pin: 'shared' };
    const readers = await start(fido);
    const control = new SimulatedControl(readers, { folder, dialect: 'vendor', fido });
    const inserted = { simulated: 'insert', id: 1, readerName: 'Simulated reader 1', serial: 7 };
    expect(await control.answer(inserted)).toEqual({ simulated: 'done', id: 1 });
    expect([await pinMode(readers, 0), await pinMode(readers, 1)]).toEqual(['shared', 'shared']);
  });

  it('stays on a card that has it, and no other gets it', async () => {
    expect(await pinMode(await start(), 0)).toBeUndefined();
    expect(await pinMode(await start({ add: false }), 0)).toBeUndefined();
    expect(await pinMode(await start({}), 0)).toBe('separate');
    expect(await pinMode(await start({ add: false }), 0)).toBe('separate');
  });

  it('makes a passkey as a browser asks for it, while the agent does not have the card', async () => {
    const readers = await start({});
    const control = new SimulatedControl(readers, { folder, dialect: 'vendor' });
    const readerName = 'Simulated reader 0';
    const asked = {
      ...{ rpId: 'login.example.org', rpName: 'Example', userId: 'YWRh', userName: 'ada', userDisplayName: 'Ada' },
      ...{ algorithms: [-7], excludeCredentials: [], clientDataJSON: 'e30' },
    };
    const make = (more: object = {}) =>
      control.answer({ simulated: 'make-passkey', id: 1, readerName, asked: { ...asked, ...more }, pin: '482913' });
    const made = await make();
    expect(made).toEqual({
      ...{ simulated: 'done', id: 1 },
      passkey: { credentialId: expect.any(String), attestationObject: expect.any(String) },
    });
    const { fido } = await readers.cardIn(readerName)!.snapshot();
    expect(fido).toMatchObject({ pinSet: true, credentials: [{ rpId: 'login.example.org' }] });
    expect(Buffer.from(made!.passkey!.credentialId, 'base64url').toString('hex')).toBe(
      fido!.credentials[0]!.credentialIdHex.toLowerCase(),
    );
    expect(await make({ excludeCredentials: [made!.passkey!.credentialId] })).toMatchObject({ simulated: 'failed' });
    // More than the key takes in one list.
    const others = Array.from({ length: 9 }, (_, index) => Buffer.alloc(32, index).toString('base64url'));
    const excludeCredentials = [...others, made!.passkey!.credentialId];
    expect(await make({ userId: 'Z3JhY2U', excludeCredentials })).toEqual({
      ...{ simulated: 'failed', id: 1, reason: 'CTAP2_ERR_CREDENTIAL_EXCLUDED to authenticatorMakeCredential' },
    });
    expect(await make({ userId: 'Z3JhY2U', excludeCredentials: others })).toMatchObject({ simulated: 'done' });
    const agent = await readers.connectExclusive(readerName);
    expect(await make()).toEqual({ simulated: 'failed', id: 1, reason: `no free card in ${readerName}` });
    await agent.close('leave');
  });
});
