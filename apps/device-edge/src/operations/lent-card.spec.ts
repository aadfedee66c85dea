/** A card that is let go of for a browser's dialog, and taken again by the same operation. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { padReferenceData, referenceData } from '@cardwright/card-protocol/piv/pin-format';
import { changeReferenceData } from '@cardwright/card-protocol/piv/reference-data-commands';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import { PivSession } from '@cardwright/card-session/piv/piv-session';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { eventually } from '@cardwright/testing/eventually';
import type { PlatformAuthenticator, PlatformOptions } from '../platform-webauthn/platform-authenticator.port.js';
import { passkeyFor } from '../../test/support/passkey-bench.js';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const padded = (text: string): Uint8Array =>
  padReferenceData(new TextEncoder().encode(text), { minLength: 6, maxLength: 8, alphabet: 'ascii' });
const identityText = 'ykserial:10000001';
const readerName = 'Reader 0';
const fidoPin = '482916';

let bench: Workbench;
let opened: BatchResult;
let sequence: number;
beforeEach(async () => {
  bench = await makeWorkbench([{ fido: {} }]);
  sequence = 0;
  opened = await run([{ kind: 'request-witness' }], { open: { identityText, applications: ['FIDO2'] } });
});
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

const run = (steps: CardStep[], change: Partial<BatchRequest> = {}): Promise<BatchResult> =>
  bench.operations.execute(bench.batch({ batchId: `r-1/1/${(sequence += 1)}`, steps, ...change }));
const lend = (change: BatchRequest['lend'] = {}): Promise<BatchResult> => run([], { lend: change });
const check = (credentialIdBase64url: string): CardStep => ({
  kind: 'check-credential',
  relyingPartyId: 'example.org',
  credentialIdBase64url,
});
const type = async (pin = fidoPin): Promise<void> => {
  const jwe = await sealPin({ pin, sessionKey: opened.sessionKey!, purpose: 'fido-pin', now: Date.now() });
  const rule = { minLength: 4, maxLength: 63, alphabet: 'ascii', forbidSequences: false } as const;
  await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'fido-pin', rule, Date.now());
};

/** What a browser does at this computer. */
async function inBrowser<Value>(work: (fido: CtapCardSession) => Promise<Value>): Promise<Value> {
  const session = new CtapCardSession(await bench.readers.connectExclusive(readerName));
  try {
    await session.select();
    return await work(session);
  } finally {
    await session.close('reset');
  }
}
const setPin = (): Promise<unknown> => inBrowser((fido) => fido.pin.set(new TextEncoder().encode(fidoPin)));

describe('a card that is let go of', () => {
  it('is free for another program, says so, and stays the one of its operation', async () => {
    expect(await lend()).toMatchObject({ lent: true, results: [] });
    expect(bench.operations.workIn(readerName)).toEqual({ requestId: 'r-1', identityText });
    await setPin();
    // Of the agent nobody else gets it.
    await expect(bench.cards.inspect(readerName)).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
    const { failure, results } = await run([check('AAAA')]);
    expect(failure).toBeUndefined();
    expect(results).toMatchObject([{ kind: 'check-credential', present: false }]);
    await expect(bench.readers.connectExclusive(readerName)).rejects.toMatchObject({ code: 'CARD_BUSY' });
  });

  it('is known again with what was made meanwhile, and asks for no PIN twice', async () => {
    await type();
    const made = await run([{ kind: 'set-fido-pin', pin: 'pin.fido' }, passkeyFor()]);
    const { credentialIdBase64url } = made.results[1]!.credential!;
    await lend();
    expect((await run([check(credentialIdBase64url), { kind: 'request-witness' }])).results).toMatchObject([
      { present: true },
      { kind: 'request-witness' },
    ]);
    // The PIN that was typed before is in the session still.
    expect((await run([passkeyFor('grace')])).failure).toBeUndefined();
  });

  it('is let go of once, however often that is asked for, and by the same batch answered alike', async () => {
    await lend();
    const again = await lend();
    expect(again).toMatchObject({ lent: true, replayed: false });
    const same = bench.batch({ batchId: `r-1/1/${sequence}`, steps: [], lend: {} });
    expect(await bench.operations.execute(same)).toMatchObject({ lent: true });
    await setPin();
  });

  it('that another program has not given back yet is asked for again, and not given up', async () => {
    await lend();
    const browser = await bench.readers.connectExclusive(readerName);
    await expect(run([check('AAAA')])).rejects.toMatchObject({ code: 'CARD_BUSY' });
    await browser.close('reset');
    expect((await run([check('AAAA')])).failure).toBeUndefined();
  });

  describe('while a passkey is made in a window of the system', () => {
    const asked: PlatformOptions[] = [];
    const clientDataJsonBase64url = Buffer.from('client data').toString('base64url');
    const inWindow = (pin: 'pin.fido' | 'pin.operation' = 'pin.fido'): CardStep =>
      passkeyFor('ada', { clientDataJsonBase64url, pin });
    let answer: PlatformAuthenticator['makeCredential'];
    beforeEach(async () => {
      await bench.remove();
      asked.length = 0;
      const makeCredential: PlatformAuthenticator['makeCredential'] = (options, signal) => {
        asked.push(options);
        return answer(options, signal);
      };
      bench = await makeWorkbench([{ fido: {} }], { platform: { makeCredential } });
      sequence = 0;
      opened = await run([{ kind: 'request-witness' }], { open: { identityText, applications: ['FIDO2'] } });
    });

    it('is reached by that window, stays let go of, and then says that it holds the passkey', async () => {
      answer = async ({ clientDataJsonBase64url: data }) => {
        await setPin();
        const made = await inBrowser(async (fido) =>
          fido.makeCredential(
            {
              clientDataHash: new Uint8Array(createHash('sha256').update(Buffer.from(data, 'base64url')).digest()),
              rp: { id: 'example.org', name: 'Example' },
              user: { id: new TextEncoder().encode('ada'), name: 'ada', displayName: 'ADA' },
              pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
              options: { rk: true },
            },
            await fido.pin.token(new TextEncoder().encode(fidoPin), ['makeCredential'], 'example.org'),
          ),
        );
        const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
        return {
          credentialIdBase64url: text(made.credentialId),
          attestationObjectBase64url: text(made.attestationObject),
          clientDataJsonBase64url: data,
        };
      };
      await lend();
      const { failure, results } = await run([inWindow()]);
      expect([failure, asked.length]).toEqual([undefined, 1]);
      const { credentialIdBase64url, madeBy } = results[0]!.credential!;
      expect(madeBy).toBe('platform');
      expect(bench.progress.map(({ kind, phase, waitsFor }) => [kind, phase, waitsFor]).slice(-3)).toEqual([
        ['make-credential', 'started', undefined],
        ['make-credential', 'started', 'window'],
        ['make-credential', 'finished', undefined],
      ]);
      const browser = await bench.readers.connectExclusive(readerName);
      await browser.close('reset');
      const back = await run([check(credentialIdBase64url), { kind: 'request-witness' }]);
      expect(back.results).toMatchObject([{ present: true }, { kind: 'request-witness' }]);
    });

    it('stays let go of when that window was closed, and shows the PIN that the agent drew all the while', async () => {
      const session = bench.operations.sessionOf('d-1')!;
      session.bag.hold('pin.operation', new TextEncoder().encode('739205'));
      let shown: string | undefined;
      answer = async () => {
        // Shown: only the key of whoever asks is refused.
        shown = await session.showTemporaryPin({}).catch((error: { code: string }) => error.code);
        throw new CardwrightError('FIDO_USER_CANCELLED');
      };
      await lend({ showsPin: true });
      const { failure } = await run([inWindow('pin.operation')]);
      expect([failure?.error.code, shown]).toEqual(['FIDO_USER_CANCELLED', 'REQUEST_INVALID']);
      expect(await lend({ showsPin: true })).toMatchObject({ lent: true });
      await setPin();
    });

    it('taken out of its reader closes that window', async () => {
      answer = (_options, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new CardwrightError('FIDO_USER_CANCELLED'))),
        );
      await lend();
      const running = run([inWindow()]);
      await eventually(() => Promise.resolve(asked.length), 1);
      await bench.readers.remove(readerName);
      await bench.operations.cardRemoved(readerName);
      expect((await running).failure?.error.code).toBe('CARD_REMOVED');
    });
  });

  it('goes on with no witness from before', async () => {
    const { witnessHex } = opened.results[0]!;
    await lend();
    await expect(run([bench.vault.answer(witnessHex!)])).rejects.toMatchObject({ code: 'CARD_WAS_RESET' });
  });

  it('whose content is another one afterwards is not worked on', async () => {
    await lend();
    const piv = new PivSession(await bench.readers.connectExclusive(readerName));
    await piv.select();
    await piv.exchange(changeReferenceData(referenceData.pin, padded('123456'), padded('739205')));
    await piv.close('reset');
    await expect(run([check('AAAA')])).rejects.toMatchObject({ code: 'CARD_WAS_RESET' });
    expect(bench.operations.sessionOf('d-1')).toBeUndefined();
  });

  it('and was taken out ends its operation; another one in its reader is not taken for it', async () => {
    await lend();
    await bench.readers.remove(readerName);
    await bench.readers.insert(readerName, new SimulatedCard({ serial: 10000002, fido: {} }));
    await expect(run([check('AAAA')])).rejects.toMatchObject({ code: 'CARD_WRONG_DEVICE' });
    await bench.operations.cardRemoved(readerName);
    await expect(run([check('AAAA')])).rejects.toMatchObject({ code: 'CARD_WRONG_DEVICE' });
  });

  it('stays where it was when a step before it failed', async () => {
    const failed = await run([passkeyFor()], { lend: {} });
    expect(failed).not.toHaveProperty('lent');
    await expect(bench.readers.connectExclusive(readerName)).rejects.toMatchObject({ code: 'CARD_BUSY' });
  });

  it('[C30] shows the PIN that the agent drew where it is asked for with it, and not otherwise', async () => {
    const session = bench.operations.sessionOf('d-1')!;
    session.bag.hold('pin.operation', new TextEncoder().encode('739205'));
    const shows = async (): Promise<string> =>
      session.showTemporaryPin({}).catch((error: { code: string }) => error.code);
    await lend();
    expect(await shows()).toBe('LIFECYCLE_TRANSITION');
    await lend({ showsPin: true });
    expect(await shows()).toBe('REQUEST_INVALID');
    await run([{ kind: 'request-witness' }]);
    expect(await shows()).toBe('LIFECYCLE_TRANSITION');
  });
});
