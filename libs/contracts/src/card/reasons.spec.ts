/** The catalogue once more, by hand: what each reason is for, what it means to the CA, and what follows from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { feedEventOf } from '../nats/event-feed.js';
import { givenReason, reasonEffects, reasons, replacementKindOf } from './reasons.js';

const table: Readonly<Record<string, readonly [uses: string, certificates: string, more?: string]>> = {
  INITIAL: ['issue', 'none', 'systemOnly'],
  RENEW: ['update replace', 'old-expires'],
  EXPIRING_CARD: ['replace', 'superseded', 'newLifetime'],
  PROFILE_CHANGED: ['update reprovision', 'superseded', 'latestProfile'],
  HOLDER_DATA_CHANGED: ['update reprovision replace', 'affiliationChanged'],
  CONTENT_DAMAGED: ['reprovision', 'superseded'],
  EXTERNALLY_REVOKED: ['reprovision update', 'already-revoked'],
  KEYSET_ROTATION: ['update reprovision', 'superseded'],
  FORGOTTEN: ['suspend replace', 'hold', 'old card: suspend, endsWhenFound'],
  MISPLACED: ['suspend replace', 'hold', 'old card: suspend, endsWhenFound'],
  REPORTED_LOST: ['suspend', 'hold'],
  REPORTED_STOLEN: ['suspend', 'hold'],
  ON_LEAVE: ['suspend lock', 'hold'],
  MISCONDUCT: ['suspend lock', 'hold'],
  FOUND: ['resume', 'release'],
  RESUMED: ['resume', 'release'],
  LOST: [
    'replace cancel',
    'keyCompromise',
    'urgent, old card: terminate, cardIsLost, asked for by holders: REPORTED_LOST',
  ],
  STOLEN: [
    'replace cancel',
    'keyCompromise',
    'urgent, old card: terminate, cardIsLost, asked for by holders: REPORTED_STOLEN',
  ],
  KEY_COMPROMISE: ['revoke reprovision cancel', 'keyCompromise', 'urgent'],
  DAMAGED: ['replace cancel', 'superseded', 'old card: terminate, asked for by holders: stays in use'],
  LEFT: ['cancel', 'cessationOfOperation', 'urgent'],
  ACCOUNT_DISABLED: ['cancel', 'cessationOfOperation', 'urgent'],
  PRIVILEGE_WITHDRAWN: ['cancel', 'privilegeWithdrawn', 'urgent'],
  FRAUD: ['cancel', 'privilegeWithdrawn', 'urgent, roles: SO'],
  DECEASED: ['cancel', 'cessationOfOperation', 'urgent'],
  FORGOTTEN_PIN: ['pin-reset', 'none'],
  PIN_EXPOSED: ['pin-reset lock', 'none'],
  ISSUED_IN_ERROR: ['cancel compensation', 'superseded'],
  ISSUE_FAILED: ['compensation', 'superseded', 'systemOnly'],
  OTHER: ['update reprovision replace suspend resume cancel revoke pin-reset lock', 'unspecified', 'textNeeded'],
};

describe('the reasons catalogue', () => {
  it('has these codes', () => {
    expect(reasons.map(({ code }) => code)).toEqual(Object.keys(table));
  });

  it.each(reasons)('$code', ({ code, uses, certificates, textNeeded, urgent, systemOnly, roles }) => {
    const { oldCard, newLifetime, cardIsLost, latestProfile, endsWhenFound, holderAsks } = reasonEffects(code);
    const more = Object.entries({ textNeeded, systemOnly, urgent }).flatMap(([name, is]) => (is ? [name] : []));
    if (roles) more.push(`roles: ${roles.join(' ')}`);
    if (oldCard) more.push(`old card: ${oldCard}`);
    for (const [name, is] of Object.entries({ newLifetime, cardIsLost, latestProfile, endsWhenFound }))
      if (is) more.push(name);
    if (holderAsks) more.push(`asked for by holders: ${holderAsks.suspendsFor ?? 'stays in use'}`);
    const row = [uses.join(' '), certificates, ...(more.length > 0 ? [more.join(', ')] : [])];
    expect(row).toEqual(table[code]);
  });

  it('answers with what the interface shows, and nothing of the effects', () => {
    const names = new Set(reasons.flatMap((row) => Object.keys(row)));
    expect([...names].sort()).toEqual([
      'certificates',
      'code',
      'roles',
      'systemOnly',
      'textNeeded',
      'title',
      'urgent',
      'uses',
    ]);
  });

  it('knows nothing of a code that it does not have', () => {
    expect([reasonEffects('BORED'), reasonEffects('constructor'), replacementKindOf('BORED')]).toEqual([
      {},
      {},
      'permanent',
    ]);
  });

  it.each([
    [null, null, null],
    ['LOST', 'LOST', null],
    ['LOST: In a train: the 7:15', 'LOST', 'In a train: the 7:15'],
    ['keyCompromise', 'keyCompromise', null],
    ['keyCompromise: no', null, 'keyCompromise: no'],
    ['Her laptop is missing', null, 'Her laptop is missing'],
    ['NO_SUCH: words', null, 'NO_SUCH: words'],
    ['', null, ''],
  ])('tells the code from the words: %j', (text, reason, reasonText) => {
    expect(givenReason(text)).toEqual({ reason, reasonText });
  });

  it('tells them apart in the feed of events too', () => {
    const data = { deviceId: 'd', from: 'ACTIVE', to: 'SUSPENDED', reason: 'ON_LEAVE: until May' } as const;
    const event = { eventId: 'e', at: 'T', tenantId: 't', correlationId: 'c' };
    expect(feedEventOf({ ...event, name: 'device.state-changed', data }).data).toEqual({
      ...{ deviceId: 'd', from: 'ACTIVE', to: 'SUSPENDED' },
      ...{ reason: 'ON_LEAVE', reasonText: 'until May' },
    });
    const revoked = { serialNumberHex: '0A', issuerId: 'ca', deviceId: 'd', reason: 'keyCompromise' } as const;
    expect(feedEventOf({ ...event, name: 'certificate.revoked', data: revoked }).data).toEqual(revoked);
  });

  it.each(reasons)('$code stands in the table of model.md, section 5', ({ code }) => {
    const model = readFileSync(new URL('../../../../docs/spec/model.md', import.meta.url), 'utf8');
    expect(model).toMatch(new RegExp(`^\\| [^|]*\\b${code}\\b[^|]*\\|`, 'm'));
  });
});
