import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { eventFaults } from './published-events.js';

const eventId = randomUUID();
const event = (name: string, data: object): DomainEvent =>
  ({ eventId, name, at: '2026-01-31T10:00:00.000Z', tenantId: eventId, correlationId: 'spec', data }) as never;
const issued = { deviceId: 'd', requestId: 'r', profileName: 'p', profileVersion: 3 };

describe('[Issue 13] what is published is held against the AsyncAPI document', () => {
  it('an event that is as it says', () => {
    expect(eventFaults([event('card.issued', issued), event('device.changed', {})])).toEqual([]);
  });

  it.each([
    [
      'a field is missing',
      'card.issued',
      { ...issued, requestId: undefined },
      "must have required property 'requestId'",
    ],
    ['a field is of another type', 'card.issued', { ...issued, profileVersion: '3' }, 'profileVersion must be number'],
    ['a field is not named', 'card.issued', { ...issued, holderName: 'Ada' }, 'must NOT have additional properties'],
    [
      'a state is none',
      'device.state-changed',
      { deviceId: 'd', from: 'ACTIVE', to: 'LOST', reason: null },
      'to must be',
    ],
    ['the type is not in it', 'card.eaten', {}, 'the feed knows no such event'],
  ])('%s', (_, name, data, fault) => {
    const faults = eventFaults([event(name, data), event('card.issued', issued)]);
    expect(faults).toEqual([expect.stringContaining(`${name} ${eventId}: `)]);
    expect(faults[0]).toContain(fault);
  });
});
