/**
 * One saga as issuance-svc would report it, for specs that start and follow one: waits for the PIN, opens what was sealed to its
 * agent, completes. Answers the requests of the gateway's fixture; a spec may replace any answer.
 */
import { randomUUID } from 'node:crypto';
import { createUser } from '@nats-io/nkeys';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { openSealedPin } from '@cardwright/sealing/sealed-pin';
import { makeSessionKey } from '@cardwright/sealing/session-key';
import { type GatewayFixture, progressRow, sagaRow } from '../../gateway/test/gateway-fixture.js';

/** A workstation of each name; its id is the same. */
export const workstationsCalled = (name: string | undefined) => ({
  rows: name === undefined ? [] : [{ workstationId: name, name, revokedAt: null }],
  nextCursor: null,
});
/** The agent of the one workstation: it has the same key in every saga, as the CLI expects. */
const agent = createUser();

export const pinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric' };
export type SagaStandIn = Awaited<ReturnType<typeof standInSaga>>;

export async function standInSaga(gateway: GatewayFixture) {
  const { answers } = gateway;
  const requestId = randomUUID();
  const deviceId = randomUUID();
  const rows: SagaProgress[] = [];
  /** PINs that reached the agent. */
  const pins: string[] = [];
  let saga: SagaRow = sagaRow(requestId, { deviceId });
  const makeKey = () =>
    makeSessionKey({
      ...{ requestId, deviceId, workstationId: 'ws-1', agentNkey: agent.getPublicKey(), now: Date.now() },
      sign: (message) => agent.sign(message),
    });
  const keys = [await makeKey()];
  const key = keys[0]!;
  const happen = (fields: Partial<SagaProgress>): void => {
    const row = progressRow(requestId, rows.length + 1, fields);
    rows.push(row);
    saga = { ...saga, state: row.state, awaiting: row.awaiting, sentence: row.sentence };
    if (row.state === 'COMPLETED') saga.finishedAt = row.at;
    gateway.publishProgress(row);
  };
  /** What a request that starts it answers; the saga itself begins right after. */
  const start = (pinChange: string): { saga: SagaRow } => {
    setImmediate(() => {
      happen({ sentence: 'Reading the card' });
      if (pinChange === 'holder')
        happen({ kind: 'state', state: 'AWAITING_USER', awaiting: 'pin', sentence: 'Waiting for the PIN' });
      else happen({ state: 'COMPLETED', percent: 100, sentence: 'Pending activation' });
    });
    return { saga };
  };
  answers.set('issuance workstations.list', ({ name }: { name?: string }) => workstationsCalled(name));
  answers.set('issuance devices.list', () => ({
    rows: [{ deviceId, identityText: 'ykserial:7', label: 'L' }],
    nextCursor: null,
  }));
  answers.set('issuance devices.issue', ({ pinChange }: { pinChange: string }) => start(pinChange));
  for (const name of ['devices.reprovision', 'devices.update', 'devices.reset-pin', 'devices.passkey'])
    answers.set(`issuance ${name}`, () => start('holder'));
  answers.set('issuance sagas.get', () => ({ saga }));
  answers.set('issuance sagas.timeline', ({ afterSequence = 0 }: { afterSequence?: number }) => ({
    rows: rows.filter(({ sequence }) => sequence > afterSequence),
  }));
  answers.set('issuance sagas.pin-key', () => ({
    sessionKey: keys.at(-1)!.sessionKey,
    agentNkey: agent.getPublicKey(),
    serverTime: new Date().toISOString(),
    pinRule,
    asks: 'new-pin',
  }));
  answers.set('issuance sagas.supply-pin', ({ jwe }: { jwe: string }) => {
    void openSealedPin({ jwe, ...keys.at(-1)!, purpose: 'holder-pin', now: Date.now() }).then(({ pin }) => {
      pins.push(Buffer.from(pin).toString());
      happen({ state: 'IN_PROGRESS', sentence: 'Setting the PIN' });
      happen({ state: 'COMPLETED', percent: 100, sentence: 'The card is active' });
    });
    return { saga };
  });
  /** Another card session, with another key to seal to. */
  const reopen = async (): Promise<{ saga: SagaRow }> => {
    keys.push(await makeKey());
    return { saga };
  };
  return { requestId, deviceId, pins, key, happen, reopen, now: () => saga };
}
