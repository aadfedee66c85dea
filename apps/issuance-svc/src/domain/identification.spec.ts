import { describe, expect, it } from '@jest/globals';
import { identificationOf, type IssueToHolder } from './identification.js';

const issue: IssueToHolder = {
  policy: 'browser',
  actor: { kind: 'person', browser: true },
  own: false,
  pinChange: 'holder',
  identifiedBy: undefined,
  hasPhoto: () => Promise.resolve(false),
};
const of = (more: Partial<IssueToHolder>) => identificationOf({ ...issue, ...more });
const program = { kind: 'client' as const };
const token = { kind: 'person' as const };
const unidentified = { code: 'PERSON_NOT_IDENTIFIED' };

describe('how a holder was identified', () => {
  it.each<[string, Partial<IssueToHolder>]>([
    ['of whoever signed in with a browser', {}],
    ['of a person with a token, where it is required', { policy: 'required', actor: token }],
    ['of a program, where it is required', { policy: 'required', actor: program }],
    ['by a photo that is not there', { identifiedBy: 'photo' }],
    ['by a photo that is not there, though nobody asks', { identifiedBy: 'photo', actor: token }],
  ])('[Issue 13] is asked %s', (_, more) => expect(of(more)).rejects.toMatchObject(unidentified));

  it.each<[string, Partial<IssueToHolder>, string | null]>([
    ['what was said', { identifiedBy: 'document' }, 'document'],
    ['a photo that is there', { identifiedBy: 'photo', hasPhoto: () => Promise.resolve(true) }, 'photo'],
    ['nothing of a holder who is not there', { pinChange: 'none' }, null],
    ['what was said of a holder who gets the PIN later', { pinChange: 'none', identifiedBy: 'known' }, 'known'],
    ['nothing of one’s own card, whatever was said', { own: true, policy: 'required', identifiedBy: 'known' }, null],
    ['nothing of a program of an earlier release', { actor: program }, null],
    ['nothing of a person with a token', { actor: token }, null],
    ['nothing of a service of ours', { policy: 'required', actor: { kind: 'system' } }, null],
  ])('[Issue 13] records %s', async (_, more, recorded) => expect(await of(more)).toBe(recorded));

  it('[Issue 13] takes no way that there is not', () =>
    expect(of({ identifiedBy: 'number 4711' as never })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { field: 'identifiedBy' },
    }));
});
