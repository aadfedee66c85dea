import { beforeEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Visitor } from '../desk-link/desk-door.js';
import { Desks } from '../desk-link/desks.js';
import type { FromService } from '../desk-link/protocol.js';
import { unknownSessions, type ActiveSession } from '../sessions/sessions.port.js';
import type { PolicyReport } from '../policies/policy-report.js';
import type { CardOutlook } from '../updates/rules.js';
import type { ManualAnswer, Prompt } from '../updates/ports.js';
import { DeskRequests } from './desk-requests.js';

const offerId = 'o-1';
const prompt = { offerId, kind: 'cert.renew' } as Prompt;
const report = { decisions: {}, problems: [], hold: null } as unknown as PolicyReport;
const outlook: CardOutlook[] = [{ readerName: 'R0', heard: 'none', heardMsAgo: 5, offered: false, asksInMs: 7 }];
const found = { found: { offerId }, readerName: 'R0', prompt } as ManualAnswer;
let done: string[];
let cards: Record<string, ManualAnswer>;
let active: ActiveSession | undefined;
let heard: Record<string, FromService[]>;
let desks: Desks;
let requests: DeskRequests;

function visitor(name: string, role: 'desk' | 'check', userId = 1001): Visitor {
  heard[name] = [];
  return { role, userId, sessionId: null, send: (message) => heard[name]!.push(message), close: () => undefined };
}
/** What was said is dealt with. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  [done, heard, active] = [[], {}, undefined];
  cards = { R0: { nothing: 'none' } };
  desks = new Desks(
    () => ({ ...unknownSessions, active: () => Promise.resolve(active) }),
    () => undefined,
  );
  const updates = {
    answered: (id: string, answer: string, at?: string) => Promise.resolve(void done.push(`${answer} ${id} ${at}`)),
    arrived: () => Promise.resolve(void done.push('arrived')),
    accept: (id: string, readerName?: string) => {
      done.push(`accept ${id} ${readerName}`);
      return Promise.resolve(`https://cards.example.org/update/${id}`);
    },
    checkByHand: (name: string) => {
      done.push(`check ${name}`);
      const card = cards[name];
      return card === undefined ? Promise.reject(new CardwrightError('CARD_ABSENT')) : Promise.resolve(card);
    },
    readerNames: () => Object.keys(cards),
    outlook: () => outlook,
  };
  const nothing = { answered: () => undefined, left: () => undefined };
  requests = new DeskRequests(
    () => updates,
    { desks, views: nothing, programs: nothing, authenticator: nothing },
    () => undefined,
    () => done.push('changed'),
    () => ({ report, connected: true }),
    () => Promise.resolve({ code: '0Z0ZAH1P', seconds: 300 }),
  );
});

describe('a prompt', () => {
  let ann: Visitor;
  let ben: Visitor;
  beforeEach(async () => {
    [ann, ben] = [visitor('ann', 'desk'), visitor('ben', 'desk', 1002)];
    active = { userId: 1001, sessionId: '2', locked: false };
    for (const each of [ann, ben]) requests.entered(each);
    desks.present(prompt);
    await settled();
    done = [];
  });

  it('accepted by who sees it: the page opens there', async () => {
    requests.said(ann, { ask: 'answer', offerId, answer: 'accepted' });
    await settled();
    expect(done).toEqual(['accept o-1 undefined']);
    expect(heard['ann']!.at(-1)).toEqual({ say: 'open', offerId, url: 'https://cards.example.org/update/o-1' });
  });

  it('put off until what the button said', async () => {
    requests.said(ann, { ask: 'answer', offerId, answer: 'dismissed', comesBackAt: '2026-11-27T14:30:00Z' });
    await settled();
    expect(done).toEqual(['dismissed o-1 2026-11-27T14:30:00Z']);
  });

  it('nobody answers what somebody else is shown, and nobody says what there is not to say', async () => {
    requests.said(ben, { ask: 'answer', offerId, answer: 'accepted' });
    requests.said(ben, { ask: 'accept', offerId, readerName: 'R0' });
    requests.said(ann, { ask: 'answer', offerId: 'o-2', answer: 'accepted' });
    requests.said(ann, { ask: 'answer', offerId, answer: 'removed' as never });
    await settled();
    expect(done).toEqual([]);
  });
});

describe('[B20] by hand', () => {
  let ann: Visitor;
  beforeEach(() => {
    ann = visitor('ann', 'check');
  });
  const check = async (readerName: string | null = null, showAt: 'here' | 'desk' = 'here', who = ann) => {
    requests.said(who, { ask: 'check', readerName, showAt });
    await settled();
  };

  it('[B23] nothing: said, once', async () => {
    await check();
    expect(heard['ann']).toEqual([{ say: 'nothing', why: 'none' }]);
  });

  it('[B22] found: OK accepts it, for who asked and once', async () => {
    cards = { R0: found };
    await check();
    expect(heard['ann']).toEqual([{ say: 'found', prompt, readerName: 'R0' }]);
    requests.said(visitor('ben', 'check'), { ask: 'accept', offerId, readerName: 'R0' });
    requests.said(ann, { ask: 'accept', offerId, readerName: 'R0' });
    requests.said(ann, { ask: 'accept', offerId, readerName: 'R0' });
    await settled();
    expect(done).toEqual(['check R0', 'accept o-1 R0']);
  });

  it('[B21] several cards: asks which, and checks the one that is named', async () => {
    cards = { R0: { nothing: 'none' }, R1: found };
    await check();
    expect(heard['ann']).toEqual([{ say: 'choose', readerNames: ['R0', 'R1'] }]);
    await check('R1');
    expect(done).toEqual(['check R1']);
  });

  it('no card: a clear refusal', async () => {
    cards = {};
    await check();
    expect(heard['ann']).toMatchObject([{ say: 'refused', error: { code: 'CARD_ABSENT' } }]);
  });

  it('somebody who is not at the seat learns nothing about its cards', async () => {
    active = { userId: 1001, sessionId: '2', locked: false };
    await check(null, 'here', visitor('ssh', 'check', 1003));
    expect(heard['ssh']).toMatchObject([{ say: 'refused', error: { code: 'AUTH_FORBIDDEN' } }]);
    expect(done).toEqual([]);
  });

  describe('from the menu', () => {
    let desk: Visitor;
    beforeEach(() => {
      desk = visitor('desk', 'desk');
      requests.entered(desk);
      done = [];
    });

    it('[B23] nothing: the desk part says so, once', async () => {
      cards = { R0: { nothing: 'none' }, R1: { nothing: 'not-managed' } };
      await check(null, 'desk');
      expect(heard['desk']).toEqual([{ say: 'tell', text: 'none' }]);
    });

    it('[B22] found: shown there; closing it changes nothing, a click accepts', async () => {
      cards = { R0: found };
      await check(null, 'desk');
      expect(heard['desk']).toEqual([{ say: 'present', prompt }]);
      requests.said(desk, { ask: 'answer', offerId, answer: 'dismissed' });
      await settled();
      expect(done).toEqual(['check R0']);
      await check(null, 'desk');
      requests.said(desk, { ask: 'answer', offerId, answer: 'accepted' });
      await settled();
      expect(done).toEqual(['check R0', 'check R0', 'accept o-1 R0']);
    });

    it('[B19] the card is taken out: withdrawn', async () => {
      cards = { R0: found };
      await check(null, 'desk');
      requests.cardRemoved('R0');
      expect(heard['desk']!.at(-1)).toEqual({ say: 'withdraw', offerId });
    });
  });
});

it('explains to everybody which settings are in force, and what will happen to a card to the person at the seat', async () => {
  active = { sessionId: 's', userId: 1001, locked: false };
  const explained = async (userId: number): Promise<FromService[]> => {
    requests.said(visitor('asker', 'check', userId), { ask: 'explain' });
    await settled();
    return heard['asker']!;
  };
  const settings = { report, connected: true, running: true };
  expect(await explained(1001)).toEqual([{ say: 'explained', explanation: { ...settings, cards: outlook } }]);
  expect(await explained(1002)).toEqual([{ say: 'explained', explanation: { ...settings, cards: null } }]);
});

it('[C05] shows a code for the portal to the person at the seat, and to nobody else', async () => {
  active = { sessionId: 's', userId: 1001, locked: false };
  const asked = async (userId: number): Promise<FromService[]> => {
    requests.said(visitor('asker', 'check', userId), { ask: 'pair' });
    await settled();
    return heard['asker']!;
  };
  expect(await asked(1001)).toEqual([{ say: 'pair-code', code: '0Z0ZAH1P', seconds: 300 }]);
  expect(await asked(1002)).toMatchObject([{ say: 'refused', error: { code: 'AUTH_FORBIDDEN' } }]);
});
