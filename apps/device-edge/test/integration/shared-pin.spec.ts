/**
 * [C30] to [C32] A card with one PIN for everything: the agent makes its passkey with the PIN that it drew, shows that PIN to the holder's page alone,
 * and the PIN that the holder chooses at the end is the one of both applications. Agent in process, simulated card, real seals.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchRequest, BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { encodeShort } from '@cardwright/card-protocol/apdu/command-apdu';
import { selectPiv } from '@cardwright/card-protocol/piv/application';
import { CtapCardSession } from '@cardwright/card-session/ctap/ctap-card-session';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import { makeTemporaryPinKey, openTemporaryPin } from '@cardwright/sealing/temporary-pin';
import type { FidoOptions } from '@cardwright/simulated-card/fido/new-fido';
import type { ApduEvent, CutMoment } from '@cardwright/simulated-card/power-cut';
import { passkeyFor } from '../support/passkey-bench.js';
import { makeWorkbench, type Workbench } from '../support/workbench.js';

const identityText = 'ykserial:10000001';
const readerName = 'Reader 0';
const pinRule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true };
const definitive = '73920518';
const passkey: CardStep[] = [passkeyFor('ada', { pin: 'pin.operation' })];
const rules: CardStep[] = [{ kind: 'configure-fido-pin', minPinLength: 8, forceChange: true, pin: 'pin.operation' }];

let bench: Workbench;
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});
const card = () => bench.readers.cardIn(readerName)!;
const lease = (attempt: number): LeaseToken => bench.lease({ fencingToken: 5 + attempt });

/** One attempt of a saga, batch by batch. */
class Attempt {
  private sequence = 0;
  private opened!: BatchResult;

  constructor(readonly attempt: number) {}

  async run(steps: CardStep[], change: Partial<BatchRequest> = {}): Promise<BatchResult> {
    const batchId = `r-1/${this.attempt}/${(this.sequence += 1)}`;
    const secrets = change.vaultPublicJwk && {
      sealedSecrets: await bench.vault.seal(this.opened.sessionKey!, batchId, ['pin.factory', 'puk.factory']),
    };
    return bench.operations.execute(
      bench.batch({ lease: lease(this.attempt), batchId, steps, pinRule, ...secrets, ...change }),
    );
  }

  /** Opens the card and gives it a PIN of this attempt: from the factory's, or by the PUK, which a PIN that nobody knows does not hinder. */
  async begin(): Promise<this> {
    this.opened = await this.run([], { open: { identityText, applications: ['FIDO2'] } });
    const own: CardStep =
      this.attempt === 1
        ? { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' }
        : { kind: 'reset-pin', puk: 'puk.factory', to: 'pin.operation' };
    const { failure } = await this.run([own], { vaultPublicJwk: bench.vault.publicJwk });
    expect(failure).toBeUndefined();
    return this;
  }

  async show(about: Partial<LeaseToken> = {}): Promise<string> {
    const { publicJwk, privateKey } = await makeTemporaryPinKey();
    const { requestId, deviceId } = lease(this.attempt);
    const jwe = await bench.operations.sessionOf('d-1')!.showTemporaryPin({ ...publicJwk });
    return openTemporaryPin(jwe, privateKey, { requestId, deviceId, ...about });
  }

  async end(pin = definitive): Promise<BatchResult> {
    const jwe = await sealPin({ pin, sessionKey: this.opened.sessionKey!, purpose: 'holder-pin', now: Date.now() });
    await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'holder-pin', pinRule, Date.now());
    return this.run([{ kind: 'set-pin', from: 'pin.operation', to: 'pin.holder' }], { close: true });
  }
}
const begin = (attempt = 1): Promise<Attempt> => new Attempt(attempt).begin();
const insert = async (fido: FidoOptions = {}): Promise<void> => {
  bench = await makeWorkbench([{ fido: { pin: 'shared', ...fido } }]);
};

/** What any program says of a PIN over PC/SC: VERIFY of PIV, and a token of CTAP's clientPIN. */
async function tried(pin: string): Promise<[piv: string, fido: string]> {
  const transport = await bench.readers.connectExclusive(readerName);
  const fido = new CtapCardSession(transport, { pause: () => Promise.resolve() });
  try {
    await transport.transmit(encodeShort(selectPiv()));
    const value = Buffer.from(pin.padEnd(8, '\u00ff'), 'latin1');
    const status = await transport.transmit(Uint8Array.from([0x00, 0x20, 0x00, 0x80, 8, ...value]));
    await fido.select();
    const token = await fido.pin.token(new TextEncoder().encode(pin), ['getAssertion'], 'example.org').then(
      () => 'token',
      (error: { problem?: string; code?: string }) => error.problem ?? error.code ?? 'refused',
    );
    return [Buffer.from(status).toString('hex'), token];
  } finally {
    await fido.close('reset');
  }
}

describe('a temporary PIN', () => {
  it('[C30] is shown while a passkey is made with it, to one page, and meets the rules of both applications', async () => {
    await insert();
    const attempt = await begin();
    await expect(attempt.show()).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    expect((await attempt.run(passkey)).failure).toBeUndefined();
    const shown = await attempt.show();
    expect(shown).toMatch(/^[0-9]{8}$/);
    expect([await card().hasPin(shown), await card().hasFidoPin(shown)]).toEqual([true, true]);
    expect(await attempt.show()).toBe(shown);
    await expect(attempt.show({ requestId: 'r-2' })).rejects.toMatchObject({ code: 'PIN_SEALED_INVALID' });
    const session = bench.operations.sessionOf('d-1')!;
    await expect(session.showTemporaryPin({ kty: 'EC', crv: 'P-256', x: 'no', y: 'point' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });

  it('[C30] is shown while the key waits for its touch', async () => {
    await insert({ touch: { afterPolls: Infinity } });
    const attempt = await begin();
    const waiting = attempt.run(passkey);
    while (!bench.progress.some(({ waitsFor }) => waitsFor === 'touch')) await new Promise(setImmediate);
    expect(await attempt.show()).toMatch(/^[0-9]{8}$/);
    await bench.operations.close(lease(1));
    expect((await waiting).failure).toMatchObject({ error: { code: 'LIFECYCLE_LEASE_LOST' } });
  });

  it('[C30] of which a batch makes no passkey is not shown: it stays the initial PIN, for the vault alone', async () => {
    bench = await makeWorkbench([{ fido: {} }]);
    const attempt = await begin();
    await attempt.run([{ kind: 'configure-fido-pin', minPinLength: 6, pin: 'pin.fido' }]);
    await expect(attempt.show()).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
  });

  it('[C30] is shown a few times and no more', async () => {
    await insert();
    const attempt = await begin();
    await attempt.run(passkey);
    for (let times = 0; times < 20; times++) await attempt.show();
    await expect(attempt.show()).rejects.toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
  });

  it.each<[string, CardStep[]]>([
    ['as they are', []],
    ['with rules that were set after the registration', rules],
  ])('[C32] serves neither application once the holder has chosen a PIN, which serves both: %s', async (_name, set) => {
    await insert();
    const attempt = await begin();
    await attempt.run(passkey);
    if (set.length > 0) expect((await attempt.run(set)).failure).toBeUndefined();
    const temporary = await attempt.show();
    expect((await attempt.end()).failure).toBeUndefined();
    expect(await tried(definitive)).toEqual(['9000', 'token']);
    expect(await tried(temporary)).toEqual(['63c7', 'wrong']);
    expect(await tried(definitive)).toEqual(['9000', 'token']);
    expect((await card().snapshot()).fido!.credentials).toHaveLength(1);
  });

  it('[C32] that nobody chose another one for gives way to a new one, which only the vault knows', async () => {
    await insert();
    const attempt = await begin();
    await attempt.run(passkey);
    const temporary = await attempt.show();
    const redraw: CardStep[] = [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.operation' }];
    const { failure, sealedOperationPin } = await attempt.run(redraw, { vaultPublicJwk: bench.vault.publicJwk });
    expect(failure).toBeUndefined();
    await expect(attempt.show()).rejects.toMatchObject({ code: 'LIFECYCLE_TRANSITION' });
    await bench.operations.close(lease(1));
    const initial = await bench.vault.openPin(sealedOperationPin!, lease(1));
    expect(initial).not.toBe(temporary);
    expect(await tried(initial)).toEqual(['9000', 'token']);
    expect((await tried(temporary))[0]).toBe('63c7');
  });

  it('[C30] is another one in each attempt, and one that must be changed is not called wrong', async () => {
    await insert();
    const first = await begin();
    await first.run(passkey);
    await first.run(rules);
    const one = await first.show();
    const again = await first.run([passkeyFor('grace', { pin: 'pin.operation' })]);
    expect(again.failure).toMatchObject({ error: { code: 'FIDO_PIN_MUST_CHANGE' } });
    expect((await card().snapshot()).pin.retriesRemaining).toBe(8);
    await bench.restart();
    const second = await begin(2);
    await second.run(passkey);
    expect(await second.show()).not.toBe(one);
    expect((await card().snapshot()).fido!.credentials).toHaveLength(1);
  });
});

describe('[C30] a card that is pulled, or whose agent is killed, at any message of the passkey', () => {
  /** The APDUs of one uncut run, from the passkey's batch to the last one. */
  const measured = async (): Promise<readonly ApduEvent[]> => {
    await insert();
    const attempt = await begin();
    const events: ApduEvent[] = [];
    card().armCut((event) => {
      events.push(event);
      return undefined;
    });
    await attempt.run(passkey);
    await attempt.run(rules);
    await attempt.end();
    card().armCut(undefined);
    await bench.operations.stop();
    await bench.remove();
    return events;
  };
  const moments: readonly CutMoment[] = ['before', 'inside', 'after'];

  it.each(moments)(
    '%s the message: the next attempt ends with one passkey, one PIN and all tries',
    async (when) => {
      const events = await measured();
      expect(events.length).toBeGreaterThanOrEqual(13);
      const unusable: unknown[] = [];
      for (const { index } of events) {
        await insert();
        const cut = await begin();
        const shown: string[] = [];
        const pulled = card();
        pulled.armCut((event) => (event.index === index ? when : undefined));
        await cut.run(passkey).catch(() => undefined);
        await cut.show().then(
          (pin) => shown.push(pin),
          () => undefined,
        );
        await cut.run(rules).catch(() => undefined);
        await cut.end().catch(() => undefined);
        pulled.armCut(undefined);
        if (bench.readers.cardIn(readerName) === undefined) await bench.readers.insert(readerName, pulled);
        // Nobody knows which PIN the card has now: what the agent drew is gone with it.
        await bench.restart();
        const next = await begin(2);
        const results = [await next.run(passkey), await next.run(rules)];
        results.push(await next.end('19482736'));
        const failed = results.find(({ failure }) => failure !== undefined)?.failure;
        const { fido, pin, puk } = await card().snapshot();
        const state = {
          failed: failed?.error.code ?? null,
          ...{ passkeys: fido!.credentials.length, pinTries: pin.retriesRemaining, pukTries: puk.retriesRemaining },
          definitive: await tried('19482736'),
          before: await Promise.all([definitive, ...shown].map((each) => card().hasPin(each))),
        };
        const good = {
          ...{ failed: null, passkeys: 1, pinTries: pin.retriesTotal, pukTries: puk.retriesTotal },
          ...{ definitive: ['9000', 'token'], before: [definitive, ...shown].map(() => false) },
        };
        if (JSON.stringify(state) !== JSON.stringify(good)) unusable.push({ index, ...state });
        await bench.operations.stop();
        await bench.remove();
      }
      await insert();
      expect(unusable).toEqual([]);
    },
    120_000,
  );
});
