import { describe, expect, it } from '@jest/globals';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import { endpointFor, endpointRules, type Endpoint } from './endpoints.js';

/** Written down by hand: the rule that each decision about a request goes by. */
const retry = 'sagas.retry';
const cancel = 'sagas.cancel';
const pin = 'sagas.supply-pin';
const decisions: readonly Endpoint[] = [retry, cancel, pin];
const table: Readonly<Record<RequestType, readonly Endpoint[]>> = {
  ISSUE: [retry, cancel, pin],
  ACTIVATE: ['devices.activate', cancel, pin],
  RECYCLE: ['devices.recycle', cancel, pin],
  REPROVISION: [retry, cancel, pin],
  UPDATE: [retry, cancel, pin],
  UNLOCK: ['devices.reset-pin', 'devices.reset-pin', 'devices.reset-pin'],
  CHANGE_PIN: [retry, cancel, pin],
  LOCK: ['devices.lock', 'devices.lock', 'devices.lock'],
  PASSKEY: [retry, cancel, pin],
  REPLACE_TEMP: ['devices.replace', 'devices.replace', 'devices.replace'],
  REPLACE_PERM: ['devices.replace', 'devices.replace', 'devices.replace'],
};

describe('decisions about a request: retry, cancel, PIN', () => {
  it.each(Object.entries(table) as [RequestType, Endpoint[]][])('%s: by the rules of %j', (type, expected) => {
    expect(decisions.map((endpoint) => endpointFor({ type }, endpoint))).toEqual(expected);
  });
});

describe('planning and starting a saga', () => {
  const holderOr = (...others: string[]) => ({ access: 'permission', own: ['own.manage'], others });
  const others = (...permissions: string[]) => ({ access: 'permission', own: [], others: permissions });
  it.each<[Endpoint, object]>([
    ['devices.plan', holderOr('card.run', 'request.create')],
    ['devices.issue', holderOr('card.run')],
    ['devices.activate', others('card.activate')],
    ['devices.recycle', others('stock.manage')],
    ['devices.plan-reprovision', holderOr('card.run', 'request.create')],
    ['devices.reprovision', holderOr('card.run')],
    ['devices.plan-update', holderOr('card.run', 'request.create')],
    ['devices.update', holderOr('card.run')],
    ['devices.reset-pin', holderOr('card.unlock')],
    ['devices.change-pin', holderOr()],
    ['devices.lock', others('card.unlock')],
    ['devices.passkey', holderOr('card.run')],
  ])('%s: %j', (endpoint, expected) => {
    expect(endpointRules[endpoint]).toEqual(expected);
  });
});
