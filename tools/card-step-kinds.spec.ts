/**
 * Which files name a kind of card step, besides its row (contracts card/card-steps.ts) and its executor (device-edge card-steps/): planners
 * make steps, and a few parts have one of their own to ask for or to answer. A file that begins to distinguish kinds shows up here; in most
 * cases it needs a member of the row instead. Files go by their package and their name, whatever folder they stand in.
 */
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cardSteps } from '@cardwright/contracts/card/card-steps';
import { root } from './setup/run.mjs';
import { piecesOf, treeOf } from './source-text.mjs';

const known: Readonly<Record<string, readonly string[]>> = {
  // Planners: a rule that makes steps.
  'card-plan content.ts': ['erase-data', 'put-certificate', 'put-data'],
  'card-plan destroy-key.ts': ['delete-key', 'generate-key'],
  'card-plan keep-history.ts': ['delete-key', 'move-key', 'put-certificate', 'put-data'],
  'card-plan own-card.ts': ['reset-pin', 'set-management-key', 'set-pin', 'set-pin-try-limits', 'set-puk'],
  'card-plan plan-lock.ts': ['block-pin'],
  'card-plan plan-pin-change.ts': ['change-pin'],
  'card-plan plan-recycle.ts': ['delete-key', 'erase-data', 'set-management-key', 'set-puk', 'vendor-reset'],
  'card-plan plan-reprovision.ts': ['erase-data', 'put-certificate'],
  'card-plan plan-update.ts': ['verify-pin'],
  'card-plan planned-keys.ts': ['attest-key', 'generate-key', 'import-key', 'prove-key'],
  'card-plan put-back.ts': ['erase-data', 'put-certificate'],
  // Asks for room for what the steps of a plan write: how large it becomes is another rule for certificates than for signed objects.
  'card-plan room.ts': ['put-certificate', 'put-data', 'reserve-data'],

  // The 9B authentication opens a batch of another and asks for the witness of the next: made and answered for by this part alone.
  'issuance-svc management-key-opening.ts': ['authenticate-management-key', 'request-witness'],
  // The two secrets that the vault keeps twice until the card has shown which one it has.
  'issuance-svc browser-passkey.ts': ['check-credential'],
  'issuance-svc card-conversation.ts': ['set-management-key', 'set-puk'],
  'issuance-svc stock-values.ts': ['set-puk'],
  // Checks proofs of possession, and asks for one that failed once more; judges attestations, before and after.
  'issuance-svc key-checks.ts': ['attest-key', 'prove-key'],
  'issuance-svc key-replacement.ts': ['prove-key'],
  'issuance-svc attestation-gate.ts': ['attest-key'],
  // The batch of an issue that is sent when the cardholder has chosen a PIN, and is in no plan.
  'issuance-svc issue-card.activities.ts': ['set-pin'],
  // The batches of a passkey, which the answer of a relying party fills; and the PIN that takes the place of one that was shown.
  'issuance-svc agent-passkey.ts': ['configure-fido-pin', 'enable-enterprise-attestation', 'set-fido-pin'],
  'issuance-svc passkey-tries.ts': ['make-credential'],
  'issuance-svc issue-passkey.ts': ['set-pin'],
  // Before the wipe, and in no plan: whether the key takes it is a matter of seconds.
  'issuance-svc recycle-fido.ts': ['reset-fido'],
  // After a reset the card has its factory values, which the record says.
  'issuance-svc recycle-card.activities.ts': ['vendor-reset'],
  // The fault harness kills a process in the middle of an update: when the new key is made. The other is the name of a flow.
  'testing offer-kills.ts': ['generate-key'],
  'testing flows.ts': ['change-pin'],
  // The input of the saga of the same name, and actions of the REST API.
  'contracts card-write.contract.ts': ['change-pin'],
  'contracts saga-kinds.ts': ['change-pin', 'reset-pin'],
};

/** The rows, and their words in German. */
const rows = [
  'libs/contracts/src/card/card-steps.ts',
  'libs/contracts/src/card/fido-steps.ts',
  'apps/console/src/card/planned-steps.de.ts',
];
const isSource = (path: string): boolean =>
  /^(apps|libs)\/[^/]+\/src\/.*\.tsx?$/.test(path) &&
  !/\.spec\.ts$|\/generated\/|\/migrations\/|^apps\/device-edge\/src\/card-steps\//.test(path) &&
  !rows.includes(path);

const kinds = Object.keys(cardSteps).join('|');
const named = new RegExp(`(['"\`])(${kinds})\\1`, 'g');

const codeOf = (path: string, text: string): string =>
  piecesOf(path, text).comments.reduce(
    (code, { at, text: comment }) => code.slice(0, at) + ' '.repeat(comment.length) + code.slice(at + comment.length),
    text,
  );

describe('the kinds of card steps', () => {
  it('are named by their row, their executor, and by these files alone', () => {
    const { paths, read } = treeOf(root);
    const found: Record<string, string[]> = {};
    for (const path of paths.filter(isSource)) {
      const name = `${path.split('/')[1]!} ${basename(path)}`;
      const names = [...codeOf(path, read(path)).matchAll(named)].map((match) => match[2]!);
      if (names.length > 0) found[name] = [...new Set([...(found[name] ?? []), ...names])].sort();
    }
    expect(found).toEqual(known);
  });
});
