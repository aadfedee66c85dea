import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { wellKnownFactory } from '@cardwright/simulated-card/card/factory';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import type { SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import { sealPin, sealPinChange } from '@cardwright/sealing/sealed-pin';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import { issue, pinRule } from '../../test/support/issue-flow.js';
import { SpecVault } from '../../test/support/vault.js';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';
import { openAppendFile, type OpenAppendFile } from '../journal/json-lines-file.js';

const identityText = 'ykserial:10000001';
const open = { identityText };
const readOnly: CardStep[] = [{ kind: 'request-witness' }];
const holderPin = '73920518';

let bench: Workbench;
let attestationRoot: AttestationRoot;
beforeAll(async () => {
  attestationRoot = await AttestationRoot.create();
});
const start = async (
  cards: readonly (SimulatedCardOptions | null)[] = [{}],
  options: Parameters<typeof makeWorkbench>[1] = {},
): Promise<Workbench> => (bench = await makeWorkbench(cards, options));
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

const fullIssue = (lease = bench.lease(), change: Partial<Parameters<typeof issue>[0]> = {}) =>
  issue({
    lease,
    identityText,
    vault: bench.vault,
    send: (batch) => bench.operations.execute(batch),
    holderPin,
    supplyPin: (jwe) =>
      bench.operations.sessionOf(lease.deviceId)!.takeHolderPin(jwe, 'holder-pin', pinRule, Date.now()),
    ...change,
  });

describe('operations', () => {
  it('issues four certificates in 4 round trips and at most 60 APDUs, with nothing left behind', async () => {
    const { readers, vault } = await start();
    const { results, apdus, sealedOperationPin } = await fullIssue();
    expect(results).toHaveLength(4);
    expect(apdus).toBeLessThanOrEqual(60);
    const card = readers.cardIn('Reader 0')!;
    expect(await card.hasPin(holderPin)).toBe(true);
    expect(await vault.openPin(sealedOperationPin, bench.lease())).toMatch(/^[0-9]{8}$/);
    expect(Object.keys((await card.snapshot()).objects)).toEqual(
      expect.arrayContaining(['5FC105', '5FC10A', '5FC10B', '5FC101', '5FC102', '5FC106', '5FC107', '5FC109']),
    );
    expect(bench.operations.heldBy('Reader 0')).toBeUndefined();
    expect(bench.progress.filter(({ phase }) => phase === 'finished')).toHaveLength(29);
  });

  it('[F16] keeps no PIN, PUK or key in the journal', async () => {
    const { vault, folder } = await start();
    const { sealedOperationPin } = await fullIssue();
    const operationPin = await vault.openPin(sealedOperationPin, bench.lease());
    const journal = join(folder, 'journal');
    const text = (
      await Promise.all((await readdir(journal)).map((name) => readFile(join(journal, name), 'utf8')))
    ).join();
    expect(text).toContain('set-pin');
    const secrets = [holderPin, operationPin, '24681357', Buffer.from(vault.secrets.get('management-key.pending')!)];
    for (const secret of secrets) {
      const bytes = Buffer.from(secret);
      for (const form of [bytes.toString('latin1'), bytes.toString('hex'), bytes.toString('base64').slice(0, -4)])
        expect(text.toLowerCase()).not.toContain(form.toLowerCase());
    }
  });

  it('seals to the pinned vault key only: a batch that brings another is refused before any of it', async () => {
    const { readers } = await start();
    const forged = { vaultPublicJwk: (await SpecVault.create()).publicJwk };
    const owning = fullIssue(bench.lease(), {
      send: (batch) => bench.operations.execute(batch.batchId === 'r-1/1/2' ? { ...batch, ...forged } : batch),
    });
    await expect(owning).rejects.toMatchObject({ code: 'EDGE_VAULT_KEY_UNTRUSTED' });
    expect(await readers.cardIn('Reader 0')!.hasPin('123456')).toBe(true);
    expect(bench.progress.filter(({ batchId }) => batchId === 'r-1/1/2')).toEqual([]);
  });

  it('signs the session key with its enrolled nkey, for this request and device', async () => {
    await start();
    const { sessionKey, image } = await bench.operations.execute(bench.batch({ open, steps: readOnly }));
    expect(image?.identity).toEqual({ scheme: 'ykserial', value: '10000001' });
    const { requestId, deviceId, workstationId } = bench.lease();
    const now = Date.now();
    verifySessionKey(sessionKey!, { agentNkey: bench.agentNkey, requestId, deviceId, workstationId, now });
    expect(() => verifySessionKey(sessionKey!, { agentNkey: bench.agentNkey, deviceId: 'd-2', now })).toThrow();
  });

  describe('finding the card', () => {
    it('no card: CARD_ABSENT', async () => {
      await start([null, null]);
      await expect(bench.operations.execute(bench.batch({ open }))).rejects.toMatchObject({ code: 'CARD_ABSENT' });
      await expect(bench.cards.inspect()).rejects.toMatchObject({ code: 'CARD_ABSENT' });
    });

    it('[fault 14] another card: CARD_WRONG_DEVICE, and it saw nothing but SELECT and reads', async () => {
      const seen: number[] = [];
      await start([{ serial: 42, cutAt: ({ ins }) => void seen.push(ins) }]);
      await expect(bench.operations.execute(bench.batch({ open }))).rejects.toMatchObject({
        code: 'CARD_WRONG_DEVICE',
        details: { expected: identityText, found: ['ykserial:42'] },
      });
      const reading = [0xa4, 0xcb, 0xc0, 0xfd, 0xf8, 0xf7];
      expect(seen.filter((ins) => !reading.includes(ins))).toEqual([]);
      expect(bench.operations.heldBy('Reader 0')).toBeUndefined();
    });

    it('two cards: the one with this identity; inspection asks which one is meant', async () => {
      await start([{}, {}]);
      expect((await bench.cards.inspectCard('ykserial:10000002')).readerName).toBe('Reader 1');
      // A reader that is named is where to look first, and no condition.
      expect((await bench.cards.inspectCard('ykserial:10000002', 'Reader 0')).readerName).toBe('Reader 1');
      const { image } = await bench.operations.execute(
        bench.batch({ open: { identityText: 'ykserial:10000002' }, steps: readOnly }),
      );
      expect(image?.readerName).toBe('Reader 1');
      await expect(bench.cards.inspect()).rejects.toMatchObject({ code: 'CARD_AMBIGUOUS' });
      expect((await bench.cards.inspect('Reader 0')).identity?.value).toBe('10000001');
      await expect(bench.cards.inspect('Reader 1')).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
    });
  });

  describe('leases', () => {
    it('[fault 15] a newer lease ends the session of the older one, which is refused from then on', async () => {
      await start();
      await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      const lease = bench.lease({ requestId: 'r-2', fencingToken: 6 });
      await bench.operations.execute({ ...bench.batch({ open, steps: readOnly }), lease, batchId: 'r-2/1/1' });
      expect(bench.operations.heldBy('Reader 0')).toBe('r-2');
      const late = bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: readOnly }));
      await expect(late).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    });

    it('[fault 27] a newer lease stops a batch that is under way', async () => {
      let newer: Promise<unknown> | undefined;
      // The card waits for a touch; meanwhile another lease takes over.
      const touch = async (): Promise<boolean> => {
        newer ??= bench.operations.admit(bench.lease({ requestId: 'r-2', fencingToken: 9 }));
        while (bench.operations.sessionOf('d-1') !== undefined) await new Promise((resolve) => setImmediate(resolve));
        return true;
      };
      await start([{ touch }]);
      const opened = await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      const steps: CardStep[] = [
        bench.vault.answer(opened.results[0]!.witnessHex!),
        { kind: 'generate-key', keyReference: '9E', algorithm: 'ECCP256', touchPolicy: 'always' },
        { kind: 'prove-key', keyReference: '9E', algorithm: 'ECCP256', proof: 'sign', inputHex: '00' },
        { kind: 'read-image' },
      ];
      const result = await bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps }));
      await newer;
      expect(result.failure).toMatchObject({ index: 3, error: { code: 'LIFECYCLE_LEASE_LOST' } });
      expect(result.results).toHaveLength(3);
    });

    const forged = { requestId: 'r-forged', fencingToken: Number.MAX_SAFE_INTEGER };
    const poison = (): Promise<unknown> =>
      bench.operations.execute({
        ...bench.batch({ open, steps: readOnly }),
        lease: bench.lease(forged),
        batchId: 'r-forged/1/1',
      });

    it('a fencing token that was never given is dropped when issuance-svc says which lease is open', async () => {
      const asked: number[] = [];
      await start([{}], {
        isLeaseOpen: ({ fencingToken }) => Promise.resolve(asked.push(fencingToken) > 0 && fencingToken < 7),
      });
      await poison();
      expect(bench.operations.heldBy('Reader 0')).toBe('r-forged');
      await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      expect(bench.operations.heldBy('Reader 0')).toBe('r-1');
      expect(asked).toEqual([5]);
      // What was dropped is forgotten on the disk too, and the true fence holds as before.
      await bench.restart();
      const lease = bench.lease({ requestId: 'r-2', fencingToken: 6 });
      await bench.operations.execute({ ...bench.batch({ open, steps: readOnly }), lease, batchId: 'r-2/1/1' });
      expect(asked).toEqual([5]);
    });

    it.each([
      ['says that the lease is not open', () => Promise.resolve(false)],
      ['does not answer', () => Promise.reject(new Error('nobody answers'))],
    ])('the refusal of an older lease stands when issuance-svc %s', async (_, isLeaseOpen) => {
      await start([{}], { isLeaseOpen });
      await poison();
      await expect(bench.operations.execute(bench.batch({ open, steps: readOnly }))).rejects.toMatchObject({
        code: 'LIFECYCLE_LEASE_LOST',
      });
      expect(bench.operations.heldBy('Reader 0')).toBe('r-forged');
    });

    it('what comes in while issuance-svc is asked stands', async () => {
      let answer = (): void => undefined;
      const asking = new Promise<void>((resolve) => (answer = resolve));
      await start([{}], { isLeaseOpen: () => asking.then(() => true) });
      await bench.operations.admit(bench.lease({ requestId: 'r-2', fencingToken: 9 }));
      const late = bench.operations.admit(bench.lease());
      await bench.operations.admit(bench.lease({ requestId: 'r-3', fencingToken: 10 }));
      answer();
      await expect(late).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    });

    it('refuses a lease of another workstation', async () => {
      await start();
      const lease = bench.lease({ workstationId: 'ws-2' });
      await expect(bench.operations.execute({ ...bench.batch({ open }), lease })).rejects.toMatchObject({
        code: 'LIFECYCLE_LEASE_LOST',
      });
    });

    it('a session that rests too long is ended', async () => {
      await start([{}], { idleLimitMs: 1 });
      await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      while (bench.operations.heldBy('Reader 0') !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      const late = bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: readOnly }));
      await expect(late).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    });

    it('resets the card whenever exclusive access ends', async () => {
      const { readers } = await start();
      await fullIssue(bench.lease(), { holderPin: undefined });
      const connection = await readers.connectExclusive('Reader 0');
      const answer = await connection.transmit(Uint8Array.of(0x00, 0xdb, 0x3f, 0xff, 0x00));
      expect(Buffer.from(answer).toString('hex')).not.toBe('9000');
      await connection.close('leave');
    });
  });

  describe('the PIN of the holder', () => {
    const supply = (jwe: string, now = Date.now()): Promise<void> =>
      bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'holder-pin', pinRule, now);
    const sealed = async (
      pin = holderPin,
      now = Date.now(),
      change: Partial<SignedSessionKey> = {},
    ): Promise<string> => {
      const { sessionKey } = await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      return sealPin({ pin, sessionKey: { ...sessionKey!, ...change }, purpose: 'holder-pin', now });
    };

    it('is taken once: PIN_REPLAYED', async () => {
      await start();
      const jwe = await sealed();
      await supply(jwe);
      await expect(supply(jwe)).rejects.toMatchObject({ code: 'PIN_REPLAYED' });
    });

    it('[C01] the rule is for the new one of a change: the old one is what the card has', async () => {
      await start();
      const { sessionKey } = await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      const change = async (old: string, pin: string): Promise<void> => {
        const now = Date.now();
        const jwe = await sealPinChange({ old, pin, sessionKey: sessionKey!, now });
        await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'pin-change', pinRule, now);
      };
      await expect(change(holderPin, '123456')).rejects.toMatchObject({ code: 'PIN_POLICY' });
      await expect(change('123456', holderPin)).resolves.toBeUndefined();
    });

    it('for another device or request: PIN_SEALED_INVALID', async () => {
      await start();
      await expect(supply(await sealed(holderPin, Date.now(), { deviceId: 'd-2' }))).rejects.toMatchObject({
        code: 'PIN_SEALED_INVALID',
      });
      await expect(supply(await sealed(holderPin, Date.now(), { requestId: 'r-9' }))).rejects.toMatchObject({
        code: 'PIN_SEALED_INVALID',
      });
    });

    it('expired, or sealed to a key that died with its session: PIN_KEY_EXPIRED', async () => {
      await start();
      const now = Date.now();
      const late = await sealed(holderPin, now);
      await expect(supply(late, now + 6 * 60_000)).rejects.toMatchObject({ code: 'PIN_KEY_EXPIRED' });
      await bench.operations.execute(bench.batch({ batchId: 'r-1/2/1', open, steps: readOnly }));
      await expect(supply(late, now)).rejects.toMatchObject({ code: 'PIN_KEY_EXPIRED' });
    });

    it.each([
      ['123456', 'factory'],
      ['87654321', 'sequence'],
      ['12345', 'length'],
      ['12a45678', 'alphabet'],
    ])('against the rule: %s breaks %s, and no APDU is sent', async (pin, rule) => {
      const { readers } = await start();
      const jwe = await sealed(pin);
      const { apdus } = readers.cardIn('Reader 0')!;
      await expect(supply(jwe)).rejects.toMatchObject({ code: 'PIN_POLICY', details: { rule } });
      expect(readers.cardIn('Reader 0')!.apdus).toBe(apdus);
      const without = await bench.operations.execute(
        bench.batch({ batchId: 'r-1/1/2', steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.holder' }] }),
      );
      expect(without.failure?.error.code).toMatch(/EDGE_RESTARTED|PIN_KEY_EXPIRED/);
    });
  });

  describe('repeated and interrupted batches', () => {
    it('[fault 17] executes a batch once, however often and at once it is asked for', async () => {
      const { readers } = await start();
      const batch = bench.batch({ open, steps: readOnly });
      const answers = await Promise.all(Array.from({ length: 10 }, () => bench.operations.execute(batch)));
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
      const { apdus } = readers.cardIn('Reader 0')!;
      const again = await bench.operations.execute({ ...batch, ttlMs: 5 });
      expect(again).toEqual({ ...answers[0], replayed: true });
      expect(readers.cardIn('Reader 0')!.apdus).toBe(apdus);
    });

    it('[fault 18] the same batch id with another payload is a conflict', async () => {
      await start();
      await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      await expect(
        bench.operations.execute(bench.batch({ open, steps: [{ kind: 'read-image' }] })),
      ).rejects.toMatchObject({ code: 'EDGE_BATCH_CONFLICT' });
    });

    it('answers from the journal after a restart; the session itself is gone: EDGE_RESTARTED', async () => {
      await start();
      const batch = bench.batch({ open, steps: readOnly });
      const first = await bench.operations.execute(batch);
      await bench.restart();
      expect(await bench.operations.execute(batch)).toEqual({ ...first, replayed: true });
      await expect(
        bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: readOnly })),
      ).rejects.toMatchObject({ code: 'EDGE_RESTARTED' });
      const lease = bench.lease();
      expect(await bench.operations.resultOf(lease, 'r-1/1/1')).toMatchObject({ state: 'done', sessionOpen: false });
      expect(await bench.operations.resultOf(lease, 'r-1/1/9')).toMatchObject({ state: 'unknown' });
    });

    it('an unknown session is a lost lease, not a restart', async () => {
      await start();
      await expect(bench.operations.execute(bench.batch({ steps: readOnly }))).rejects.toMatchObject({
        code: 'LIFECYCLE_LEASE_LOST',
      });
    });

    it('a batch that waited longer than its time to live is not begun', async () => {
      let clock = 0;
      const { readers } = await start([{}], { monotonicMs: () => (clock += 100) });
      await expect(bench.operations.execute(bench.batch({ open, ttlMs: 50 }))).rejects.toMatchObject({
        code: 'REQUEST_TIMEOUT',
      });
      expect(readers.cardIn('Reader 0')!.apdus).toBe(0);
    });

    it('[fault 26] a full disk: EDGE_JOURNAL_UNAVAILABLE before any write, and it recovers', async () => {
      let full = true;
      await start([{}], {
        openFile: async (path) => {
          const opened = await openAppendFile(path);
          const write = opened.file.write.bind(opened.file);
          const refuse = (): Promise<void> => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' }));
          opened.file.write = (bytes, position) => (full ? refuse() : write(bytes, position));
          return opened;
        },
      });
      const batch = bench.batch({ open, steps: readOnly });
      await expect(bench.operations.execute(batch)).rejects.toMatchObject({ code: 'EDGE_JOURNAL_UNAVAILABLE' });
      expect(bench.operations.heldBy('Reader 0')).toBeUndefined();
      full = false;
      expect((await bench.operations.execute(batch)).results).toHaveLength(1);
    });

    it.each([
      ['a step of another world', { steps: [{ kind: 'format-disk' } as unknown as CardStep] }],
      ['a witness in the middle', { steps: [{ kind: 'request-witness' }, { kind: 'read-image' }] as CardStep[] }],
      ['a batch id of another request', { batchId: 'r-9/1/1' }],
      ['no time to live', { ttlMs: 0 }],
    ])('refuses %s', async (_name, change) => {
      await start();
      await expect(bench.operations.execute(bench.batch({ open, ...change }))).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    });
  });

  describe('cuts', () => {
    it('[fault 12] a card pulled in a chained write: unknown outcome, session over, written again from the start', async () => {
      const { readers } = await start([{ dialect: 'strict', serial: 7, factory: wellKnownFactory('3DES') }]);
      const card = readers.cardIn('Reader 0')!;
      const identity = (await bench.cards.inspect()).identity!;
      const strict = { identityText: `${identity.scheme}:${identity.value}` };
      bench.vault.algorithm = '3DES';
      const put: CardStep = {
        kind: 'put-data',
        tagHex: '5FC102',
        contentBase64: Buffer.alloc(1200, 7).toString('base64'),
      };
      const opened = await bench.operations.execute(bench.batch({ open: strict, steps: readOnly }));
      card.armCut(({ ins, index }) => (ins === 0xdb && index === 3 ? 'inside' : undefined));
      const answer = bench.vault.answer(opened.results[0]!.witnessHex!);
      const cut = await bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: [answer, put] }));
      expect(cut.failure).toMatchObject({
        ...{ index: 1, kind: 'put-data', tagHex: '5FC102' },
        error: { code: 'CARD_OUTCOME_UNKNOWN' },
      });
      await expect(
        bench.operations.execute(bench.batch({ batchId: 'r-1/1/3', steps: readOnly })),
      ).rejects.toMatchObject({ code: 'CARD_OUTCOME_UNKNOWN' });

      card.armCut(undefined);
      await readers.insert('Reader 0', card);
      const again = await bench.operations.execute(bench.batch({ batchId: 'r-1/2/1', open: strict, steps: readOnly }));
      const second = bench.vault.answer(again.results[0]!.witnessHex!);
      const written = await bench.operations.execute(bench.batch({ batchId: 'r-1/2/2', steps: [second, put] }));
      expect(written.failure).toBeUndefined();
      expect(written.results[1]).toMatchObject({ kind: 'put-data', outcome: 'done' });
    });

    it('[fault 11] the power goes at every second APDU of an issue: the failure says so, the card can be opened again', async () => {
      // Nothing here depends on the disk: without syncs it is three times as fast.
      const openFile: OpenAppendFile = async (path) => {
        const opened = await openAppendFile(path);
        opened.file.sync = () => Promise.resolve();
        return opened;
      };
      const { readers } = await start([{}], { openFile });
      const moments = ['before', 'inside', 'after'] as const;
      const codes = new Set<string>();
      for (let index = 0; ; index += 2) {
        // Every card is a new one: what a cut left behind must not shorten the next run.
        const serial = 20000000 + index;
        await readers.remove('Reader 0');
        const card = new SimulatedCard({ serial, attestationRoot });
        await readers.insert('Reader 0', card);
        card.armCut({ apdu: index, when: moments[index % 3]! });
        bench.vault.reset();
        const lease = bench.lease({ requestId: `r-${index}`, deviceId: `d-${index}` });
        const failure = await fullIssue(lease, { identityText: `ykserial:${serial}` }).then(
          () => undefined,
          (error: { code: string }) => error,
        );
        if (failure === undefined) break;
        codes.add(failure.code);
        card.armCut(undefined);
        await readers.insert('Reader 0', card);
        const batch = { lease, batchId: `${lease.requestId}/2/1`, open: { identityText: `ykserial:${serial}` } };
        expect((await bench.operations.execute(bench.batch(batch))).image?.identity?.value).toBe(String(serial));
        await bench.operations.close(lease);
      }
      expect([...codes].sort()).toEqual(['CARD_OUTCOME_UNKNOWN', 'CARD_REMOVED']);
    }, 240_000);

    it('[fault 11] a card pulled while any step of taking it over is journalled: that it is gone, never that a secret is missing', async () => {
      let pull: (() => Promise<void>) | undefined;
      let syncs = 0;
      const { readers } = await start([{}], {
        openFile: async (path) => {
          const opened = await openAppendFile(path);
          opened.file.sync = async () => {
            if ((syncs -= 1) === 0) await pull?.();
          };
          return opened;
        },
      });
      const codes = new Set<string>();
      for (let at = 1; ; at += 1) {
        const serial = 30000000 + at;
        pull = undefined;
        await readers.remove('Reader 0');
        await readers.insert('Reader 0', new SimulatedCard({ serial, attestationRoot }));
        bench.vault.reset();
        const lease = bench.lease({ requestId: `p-${at}`, deviceId: `p-${at}` });
        const failure = await fullIssue(lease, {
          identityText: `ykserial:${serial}`,
          send: (batch) => {
            if (batch.batchId === `p-${at}/1/2`) {
              syncs = at;
              pull = async () => {
                await readers.remove('Reader 0');
                await bench.operations.cardRemoved('Reader 0');
              };
            }
            return bench.operations.execute(batch);
          },
        }).then(
          () => undefined,
          (error: { code: string }) => error,
        );
        if (failure === undefined) break;
        codes.add(failure.code);
      }
      expect([...codes]).toEqual(['CARD_REMOVED']);
    }, 120_000);

    it('a card taken out between batches: CARD_REMOVED until it is opened again', async () => {
      const { readers } = await start();
      await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      const card = await readers.remove('Reader 0');
      expect(await bench.operations.cardRemoved('Reader 0')).toBe('r-1');
      await expect(
        bench.operations.execute(bench.batch({ batchId: 'r-1/1/2', steps: readOnly })),
      ).rejects.toMatchObject({ code: 'CARD_REMOVED' });
      await readers.insert('Reader 0', card!);
      const again = await bench.operations.execute(bench.batch({ batchId: 'r-1/2/1', open, steps: readOnly }));
      expect(again.results).toHaveLength(1);
    });

    it('[fault 13] cut while the PIN changes: the sealed PIN is in the answer, the PUK settles it', async () => {
      const { readers, vault } = await start();
      const card = readers.cardIn('Reader 0')!;
      const opened = await bench.operations.execute(bench.batch({ open, steps: readOnly }));
      card.armCut(({ ins }) => (ins === 0x24 ? 'after' : undefined));
      const withSecrets = { pinRule, vaultPublicJwk: vault.publicJwk };
      const cut = await bench.operations.execute(
        bench.batch({
          batchId: 'r-1/1/2',
          sealedSecrets: await vault.seal(opened.sessionKey!, 'r-1/1/2', ['pin.factory']),
          steps: [{ kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' }],
          ...withSecrets,
        }),
      );
      expect(cut.failure?.error.code).toBe('CARD_OUTCOME_UNKNOWN');
      expect(await card.hasPin(await vault.openPin(cut.sealedOperationPin!, bench.lease()))).toBe(true);
      card.armCut(undefined);
      await readers.insert('Reader 0', card);
      const again = await bench.operations.execute(bench.batch({ batchId: 'r-1/2/1', open }));
      const settled = await bench.operations.execute(
        bench.batch({
          batchId: 'r-1/2/2',
          sealedSecrets: await vault.seal(again.sessionKey!, 'r-1/2/2', ['puk.factory']),
          steps: [{ kind: 'reset-pin', puk: 'puk.factory', to: 'pin.operation' }],
          ...withSecrets,
        }),
      );
      expect(await card.hasPin(await vault.openPin(settled.sealedOperationPin!, bench.lease()))).toBe(true);
    });
  });
});
