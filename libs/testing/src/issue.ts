/**
 * Issuing a card for a spec, as an operator's script would: inspect, start, choose the PIN when the saga asks for it. The PIN
 * is sealed here to the agent's key, exactly as the CLI and the console do it.
 */
import { randomInt } from 'node:crypto';
import { sealPin, sealPinChange } from '@cardwright/sealing/sealed-pin';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { RequestState, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Api } from './system.js';

type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;

/** Eight digits, so that it cannot occur by chance where a canary looks for it; no sequence, no factory value. */
export function randomPin(): string {
  for (;;) {
    const pin = String(randomInt(10_000_000, 100_000_000));
    if (new Set(pin).size > 3) return pin;
  }
}

export async function personId(api: Api, externalId: string): Promise<string> {
  const { rows } = await api<Reply<'people.list'>>('GET', `/people?query=${externalId}`);
  const person = rows.find((row) => row.externalId === externalId);
  if (person === undefined) throw new Error(`no person ${externalId}`);
  return person.personId;
}

/** The card in this reader, registered by looking at it. */
export const inspect = (api: Api, workstationId: string, readerName?: string): Promise<Reply<'devices.inspect'>> =>
  api('POST', '/inspections', { workstationId, ...(readerName === undefined ? {} : { readerName }) });

export async function startIssue(
  api: Api,
  asked: {
    deviceId: string;
    personId: string;
    workstationId: string;
    profileName: string;
    pinChange: 'holder' | 'none';
    readerName?: string;
    replacementRequestId?: string;
  },
): Promise<SagaRow> {
  const { deviceId, ...body } = asked;
  return (await api<Reply<'devices.issue'>>('POST', `/devices/${deviceId}/issue`, body)).saga;
}

/** Polls until the saga is in one of these states. Throws after `timeoutMs`, naming what it saw last. */
export async function untilSaga(
  api: Api,
  requestId: string,
  states: readonly RequestState[],
  timeoutMs = 120_000,
): Promise<SagaRow> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { saga } = await api<Reply<'sagas.get'>>('GET', `/sagas/${requestId}`);
    if (states.includes(saga.state)) return saga;
    if (Date.now() > deadline)
      throw new Error(`saga is ${saga.state} at ${saga.stage} (${saga.errorCode ?? 'no error'}): ${saga.sentence}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Once it waits for a person, is parked, or is over. */
export const untilStanding = (api: Api, requestId: string): Promise<SagaRow> =>
  untilSaga(api, requestId, ['AWAITING_USER', 'FAILED', 'COMPLETED', 'CANCELLED'], 60_000);

/** Once it waits for a person, or is parked, in this attempt or a later one; the attempt before may still be shown for a moment. */
export async function untilAsked(api: Api, requestId: string, attempt = 1, timeoutMs = 20_000): Promise<SagaRow> {
  for (const until = Date.now() + timeoutMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const saga = await untilSaga(api, requestId, ['AWAITING_USER', 'FAILED'], timeoutMs);
    if (saga.attempt >= attempt) return saga;
    if (Date.now() > until) throw new Error(`still attempt ${saga.attempt}: ${saga.state} ${saga.errorCode}`);
  }
}

/** pin: or which one, by whether a new one is asked for or the one that the card has. */
export async function supplyPin(
  api: Api,
  requestId: string,
  pin: string | ((asks: Reply<'sagas.pin-key'>['asks']) => string),
): Promise<void> {
  const path = `/sagas/${requestId}/pin-key`;
  const { sessionKey, agentNkey, serverTime, asks } = await api<Reply<'sagas.pin-key'>>('GET', path);
  const now = Date.parse(serverTime);
  verifySessionKey(sessionKey, { agentNkey, requestId, now });
  const chosen = typeof pin === 'string' ? pin : pin(asks);
  const purpose = asks === 'fido-pin' || asks === 'new-fido-pin' ? 'fido-pin' : 'holder-pin';
  const jwe = await sealPin({ pin: chosen, sessionKey, purpose, now });
  await api('POST', `/sagas/${requestId}/pin`, { jwe });
}

/** The old PIN and the new one, of a saga that changes it. */
export async function supplyPinChange(api: Api, requestId: string, pins: { old: string; pin: string }): Promise<void> {
  const path = `/sagas/${requestId}/pin-key`;
  const { sessionKey, agentNkey, serverTime } = await api<Reply<'sagas.pin-key'>>('GET', path);
  const now = Date.parse(serverTime);
  verifySessionKey(sessionKey, { agentNkey, requestId, now });
  await api('POST', `/sagas/${requestId}/pin`, { jwe: await sealPinChange({ ...pins, sessionKey, now }) });
}

/** From a blank card in a reader to an active one. Throws when the saga parks. */
export async function issueCard(
  api: Api,
  asked: {
    personId: string;
    workstationId: string;
    profileName: string;
    readerName?: string;
    pin: string;
    replacementRequestId?: string;
  },
): Promise<{ deviceId: string; saga: SagaRow }> {
  const { pin, ...request } = asked;
  const { device } = await inspect(api, asked.workstationId, asked.readerName);
  const { requestId } = await startIssue(api, { ...request, deviceId: device.deviceId, pinChange: 'holder' });
  const waiting = await untilSaga(api, requestId, ['AWAITING_USER', 'FAILED']);
  if (waiting.state === 'FAILED') throw new Error(`${waiting.errorCode}: ${waiting.errorMessage}`);
  await supplyPin(api, requestId, pin);
  const saga = await untilSaga(api, requestId, ['COMPLETED', 'FAILED']);
  if (saga.state === 'FAILED') throw new Error(`${saga.errorCode}: ${saga.errorMessage}`);
  return { deviceId: device.deviceId, saga };
}
