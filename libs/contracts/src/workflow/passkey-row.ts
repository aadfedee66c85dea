/** The row of saga-kinds.ts for a new passkey on a card in use. */
import type { CardWriteInput, MakePasskeyInput } from './card-write.contract.js';
import { taskQueue } from './names.js';
import type { SagaKind } from './saga-kind.js';
import { abandonAfterMs, atRest, holderOr, passkeyRefusals, pinWaitMs, read, untouched } from './saga-row-parts.js';

export const passkeyRow = {
  workflow: 'makePasskey',
  taskQueue: taskQueue.issuance,
  action: 'passkey',
  start: holderOr('card.run'),
  plan: null,
  decidedLikeStart: 'none',
  operation: 'making-passkey',
  writes: 'passkey',
  takesOver: ['keys', 'pin', 'passkey'],
  endsWithCard: true,
  waits: null,
  reasonUse: null,
  stages: {
    open: read,
    passkey: {
      span: [15, 95],
      sentence: 'Making the passkey',
      label: 'Make the passkey',
      pin: {
        asks: 'fido-pin',
        optional: false,
        refusedWith: passkeyRefusals,
        sentence: 'The card is read. The passkey is made with the PIN for passkeys and a touch',
        submit: 'Make the passkey',
      },
      cancel: atRest('Keys, certificates and PIN of the card stay as they are; it may have the new passkey already.'),
    },
    commit: { span: [95, 100], sentence: 'Putting the record into agreement with the card', label: 'Finish' },
  },
  cancel: untouched,
  input: (): Omit<MakePasskeyInput, keyof CardWriteInput> => ({ kind: 'passkey', pinWaitMs, abandonAfterMs }),
  words: {
    called: 'a new passkey',
    title: 'Make a new passkey for',
    cancel: 'Cancel saga',
    stopped: null,
    done: { title: null, hint: 'The passkey that the card had before is no longer accepted.' },
  },
} as const satisfies SagaKind;
