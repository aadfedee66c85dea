import { describe, expect, it } from '@jest/globals';
import { updateKinds, type UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { Prompt } from '../updates/ports.js';
import { laterText, promptText } from './texts.js';

const prompt: Prompt = {
  offerId: '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001',
  kind: 'cert.renew',
  deviceLabel: 'Key of Ann',
  urgency: 'normal',
  usuallySeconds: 38,
  choice: true,
  postponeMs: 1,
  helpUrl: 'https://cards.example.org/help/update',
};
const body = (change: Partial<Prompt>, markup = true): string =>
  promptText({ ...prompt, ...change }, { markup, beginsBy: 'click' }).body;

describe('what a holder reads', () => {
  it('[A07, A22] says what will be done, how long it takes and where help is', () => {
    expect(promptText(prompt, { markup: false, beginsBy: 'click' })).toEqual({
      summary: 'Your card needs an update',
      body:
        'Without it, your card “Key of Ann” stops working soon. Your PIN stays as it is. It usually takes 40 seconds. Click here to begin.\n' +
        'Help: https://cards.example.org/help/update',
    });
  });

  it.each([...(Object.keys(updateKinds) as UpdateKind[]), 'card.reinsert' as const, 'agent.outdated' as const])(
    '%s: in words that are not an engineer’s',
    (kind) => {
      const { summary, body: text } = promptText({ ...prompt, kind }, { markup: false, beginsBy: 'click' });
      expect(`${summary} ${text}`).not.toMatch(
        /certificate|key\b(?! of)|token|saga|reprovision|NATS|PIV|workstation|offer/i,
      );
    },
  );

  it('a kind that only newer servers know is offered in words that are true of every kind', () => {
    const { summary, body: text } = promptText(
      { ...prompt, kind: 'card.newer' as UpdateKind },
      { markup: false, beginsBy: 'click' },
    );
    expect(summary).toBe('Your card needs an update');
    expect(text).toContain('Your organisation has changed what your card “Key of Ann” is to contain.');
  });

  it('a label is text: escaped where there is markup, as it is where there is none', () => {
    expect(body({ deviceLabel: '<b>&"x' })).toContain('“&lt;b&gt;&amp;&quot;x”');
    expect(body({ deviceLabel: '<b>&"x' }, false)).toContain('“<b>&"x”');
    expect(body({ deviceLabel: 'a\nb\u202ec\u0007' })).toContain('“a b c”');
    expect(body({ deviceLabel: 'x'.repeat(200) })).toContain(`“${'x'.repeat(59)}…”`);
  });

  it.each([
    [1, '5 seconds'],
    [38, '40 seconds'],
    [89, '90 seconds'],
    [90, '2 minutes'],
    [301, '6 minutes'],
  ])('%i s are %s: never said shorter than they are', (usuallySeconds, text) => {
    expect(body({ usuallySeconds })).toContain(`It usually takes ${text}.`);
  });

  it('says nothing of a time that is not known, and says when it cannot be put off', () => {
    expect(body({ usuallySeconds: null })).not.toContain('usually');
    expect(body({ postponeMs: null })).toContain('It can no longer be put off.');
  });

  it('"Later" says when', () => {
    const now = new Date(2026, 10, 27, 10, 30);
    expect(laterText(new Date(2026, 10, 27, 14, 30), now)).toBe('Later (14:30)');
    expect(laterText(new Date(2026, 10, 28, 9, 5), now)).toBe('Later (tomorrow 09:05)');
    expect(laterText(new Date(2026, 11, 3, 9, 5), now)).toBe('Later (3 Dec, 09:05)');
    expect(laterText(new Date(2026, 10, 28, 0, 10), new Date(2026, 10, 27, 23, 50))).toBe('Later (tomorrow 00:10)');
  });
});
