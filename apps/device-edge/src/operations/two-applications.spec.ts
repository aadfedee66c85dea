/** An operation that works on both applications of a card: the agent selects the one that each batch is of. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { selectPiv } from '@cardwright/card-protocol/piv/application';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { sealPin, sealPinChange } from '@cardwright/sealing/sealed-pin';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import { passkeyFor } from '../../test/support/passkey-bench.js';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const identityText = 'ykserial:10000001';
const readerName = 'Reader 0';
const pinRule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true };
const [fidoPin, newPin] = ['Sésam öffne dich', '73920518'];
const passkey: CardStep[] = [{ kind: 'set-fido-pin', pin: 'pin.fido' }, passkeyFor()];

let bench: Workbench;
let opened: BatchResult;
let sequence: number;
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

const run = (steps: CardStep[], change: Partial<BatchRequest> = {}): Promise<BatchResult> =>
  bench.operations.execute(bench.batch({ batchId: `r-1/1/${(sequence += 1)}`, steps, ...change }));
const start = async (fido: FidoOptions | undefined, change: Partial<BatchRequest['open']> = {}): Promise<void> => {
  bench = await makeWorkbench([fido === undefined ? {} : { fido }]);
  sequence = 0;
  opened = await run([{ kind: 'request-witness' }], {
    open: { identityText, applications: ['FIDO2'], ...change },
    trace: true,
  });
};
const typeFidoPin = async (pin = fidoPin, rule: Partial<PinRule> = {}): Promise<void> => {
  const jwe = await sealPin({ pin, sessionKey: opened.sessionKey!, purpose: 'fido-pin', now: Date.now() });
  const fits = { ...pinRule, minLength: 4, maxLength: 63, ...rule };
  await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'fido-pin', fits, Date.now());
};
const typeNewPin = async (): Promise<void> => {
  const jwe = await sealPinChange({ old: '123456', pin: newPin, sessionKey: opened.sessionKey!, now: Date.now() });
  await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'pin-change', pinRule, Date.now());
};
const card = () => bench.readers.cardIn(readerName)!;

describe('an operation on both applications of a card', () => {
  it('reads both, makes a passkey, and sets the PIN of the device afterwards', async () => {
    await start({ touch: { afterPolls: 2 } });
    expect(opened.image!.applications).toEqual({
      FIDO2: {
        aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001',
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        pinSet: false,
        pinTriesLeft: null,
        mustChangePin: false,
        minPinLength: 4,
        takesPinRules: true,
        makesPasskeysByPin: true,
        credentialsLeft: 25,
        enterpriseAttestation: 'off',
      },
    });
    expect(opened.failure).toBeUndefined();
    await typeFidoPin();
    const made = await run(passkey, { trace: true });
    expect(made.failure).toBeUndefined();
    expect(made.results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['set-fido-pin', 'done'],
      ['make-credential', 'done'],
    ]);
    expect(made.results[1]!.credential!.aaguid).toBe('7ca5d7a1-c0de-4f1d-8001-000000000001');
    expect(bench.progress.filter(({ kind }) => kind === 'make-credential')).toMatchObject([
      { phase: 'started', subject: 'Example' },
      { phase: 'started', waitsFor: 'touch' },
      { phase: 'finished' },
    ]);
    await typeNewPin();
    const changed = await run([{ kind: 'change-pin', from: 'pin.old', to: 'pin.holder' }]);
    expect(changed.failure).toBeUndefined();
    expect([await card().hasFidoPin(fidoPin), await card().hasPin(newPin)]).toEqual([true, true]);
    expect((await card().snapshot()).fido!.credentials).toHaveLength(1);
    expect(made.apdus).toBe(made.trace!.apdus.length);
  });

  it('says afterwards which passkeys the key holds, without touch and PIN', async () => {
    await start({ touch: { afterPolls: 2 } });
    await typeFidoPin();
    const { credentialIdBase64url } = (await run(passkey)).results[1]!.credential!;
    await bench.operations.close(bench.batch({ batchId: 'r-1/1/0', steps: [] }).lease);
    const other = Buffer.from('of another key').toString('base64url');
    const passkeys = [
      { relyingPartyId: 'example.org', credentialIdBase64url: other },
      { relyingPartyId: 'example.org', credentialIdBase64url },
      { relyingPartyId: 'other.example', credentialIdBase64url },
    ];
    const image = await bench.cards.inspect(readerName, { applications: ['FIDO2'], passkeys });
    expect(image.applications!.FIDO2).toMatchObject({ pinSet: true, holds: [false, true, false] });
    const unasked = await bench.cards.inspect(readerName, { applications: ['FIDO2'] });
    expect(unasked.applications!.FIDO2).not.toHaveProperty('holds');
  });

  it('of which the card has one says so, and costs two commands', async () => {
    await start(undefined);
    expect(opened.image!.applications).toEqual({});
    const withBoth = opened.image!.apdus;
    await start(undefined, { applications: [] });
    expect(opened.image).not.toHaveProperty('applications');
    expect(withBoth - opened.image!.apdus).toBe(2);
    const refused = await run(passkey);
    expect(refused.failure).toMatchObject({ index: 0, error: { code: 'CARD_CAPABILITY_MISSING' } });
  });

  it('takes no PIN for passkeys that is shorter than it is asked for', async () => {
    await start({});
    await expect(typeFidoPin('12345', { minLength: 6 })).rejects.toMatchObject({
      code: 'PIN_POLICY',
      details: { rule: 'length', minLength: 6 },
    });
    expect((await run(passkey)).failure).toMatchObject({ error: { code: 'PIN_KEY_EXPIRED' } });
  });

  it('that another program has open too: the FIDO application is selected again after its turn', async () => {
    bench = await makeWorkbench([{ fido: {} }], { turnPauses: { usualMs: 1, verifiedMs: 60_000 } });
    sequence = 0;
    const other = bench.readers.openElsewhere(readerName);
    opened = await run([], { open: { identityText, applications: ['FIDO2'], mayShare: true } });
    await typeFidoPin();
    // Resolves in its turn, after ours.
    await other.transmit(encodeShort(selectPiv()));
    const made = await run(passkey);
    expect(made.failure).toBeUndefined();
    expect((await card().snapshot()).fido!.credentials).toHaveLength(1);
    // The PIN was shown: the turn goes on.
    expect((await run([passkeyFor('grace')])).failure).toBeUndefined();
  });

  it('that ends while a touch is waited for leaves nothing on the key', async () => {
    await start({ touch: { afterPolls: Infinity } });
    await typeFidoPin();
    const waiting = run(passkey);
    while (!bench.progress.some(({ waitsFor }) => waitsFor === 'touch')) await new Promise(setImmediate);
    await bench.operations.close(bench.lease());
    expect((await waiting).failure).toMatchObject({ index: 1, error: { code: 'LIFECYCLE_LEASE_LOST' } });
    expect((await card().snapshot()).fido!.credentials).toEqual([]);
  });

  it('shows neither PIN nor token in a trace, and what each message is', async () => {
    await start({});
    await typeFidoPin();
    const { trace } = await run(passkey, { trace: true });
    // Header, bytes sent and received, status word, and of the data the command and its subcommand alone.
    expect(trace!.apdus.map((line) => line.replace(/ \d+\.\d/, ''))).toEqual([
      '00A40400 8 8 9000 A0000006472F0001',
      '80108000 1 247 9000 04',
      '80108000 6 81 9000 06A201020202',
      '80108000 203 1 9000 06A501020203',
      '80108000 1 247 9000 04',
      '80108000 6 81 9000 06A201020202',
      '80108000 135 53 9000 06A601020209',
      '80108000 78 1 9000 0AA40104',
      '80108000 180 256 6100 01',
      // The length of a signature varies.
      expect.stringMatching(/^00C00000 0 256 61E[0-9A-F]$/),
      expect.stringMatching(/^00C00000 0 2[23][0-9] 9000$/),
    ]);
  });
});
