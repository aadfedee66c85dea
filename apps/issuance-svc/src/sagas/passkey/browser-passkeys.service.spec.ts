/** What somebody is told who has made a passkey just when the saga that asked for it lost its workflow. */
import { expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Asked } from '../../domain/asked.js';
import type { SagaDecisions } from '../steer/saga-decisions.service.js';
import { BrowserPasskeys } from './browser-passkeys.service.js';

const envelope = { body: { requestId: 'r-1', made: null } } as unknown as Asked<'sagas.passkey-made'>;
const refusedBy = (error: CardwrightError): Promise<unknown> => {
  const decisions = { decide: () => Promise.reject(error) } as unknown as SagaDecisions;
  const nothing = {} as never;
  return new BrowserPasskeys(nothing, nothing, nothing, nothing, nothing, nothing, nothing, decisions).made(envelope);
};

it('a saga that is being started again wants no PIN, but to be told once more', async () => {
  const reopening = new CardwrightError('PIN_KEY_EXPIRED', undefined, { reopening: true });
  await expect(refusedBy(reopening)).rejects.toMatchObject({
    code: 'LIFECYCLE_TRANSITION',
    message: 'The saga of this request is just being started again: decide once more in a moment',
  });
});

it('every other refusal is told as it is', async () => {
  const ended = new CardwrightError('LIFECYCLE_TRANSITION');
  await expect(refusedBy(ended)).rejects.toBe(ended);
});
