/**
 * Which files name a kind of saga, besides its row (contracts workflow/saga-kinds.ts): its own workflow and activities, the request that
 * starts it, and what is true of this kind alone. A file that begins to distinguish kinds shows up here; in most cases it needs a member of
 * the row instead.
 */
import { describe, expect, it } from '@jest/globals';
import { cardSagaTypes, waitingRequestTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { root } from './setup/run.mjs';
import { piecesOf, treeOf } from './source-text.mjs';

const issuance = 'apps/issuance-svc/src';
const every = [...['ACTIVATE', 'CHANGE_PIN', 'ISSUE', 'LOCK', 'PASSKEY', 'RECYCLE', 'REPROVISION', 'UNLOCK', 'UPDATE']];
const known: Readonly<Record<string, readonly string[]>> = {
  // A kind's own workflow and activities.
  [`${issuance}/sagas/issue/activate-card.workflow.ts`]: ['ACTIVATE'],
  [`${issuance}/sagas/issue/issue-card.workflow.ts`]: ['ISSUE'],
  [`${issuance}/sagas/pin/change-pin.workflow.ts`]: ['CHANGE_PIN'],
  [`${issuance}/sagas/pin/lock-card.workflow.ts`]: ['LOCK'],
  [`${issuance}/sagas/passkey/make-passkey.workflow.ts`]: ['PASSKEY'],
  [`${issuance}/sagas/passkey/make-passkey.activities.ts`]: ['PASSKEY'],
  [`${issuance}/sagas/passkey/passkey-requests.service.ts`]: ['PASSKEY'],
  [`${issuance}/sagas/recycle/recycle-card.workflow.ts`]: ['RECYCLE'],
  [`${issuance}/sagas/rewrite/reprovision-card.workflow.ts`]: ['REPROVISION'],
  [`${issuance}/sagas/pin/reset-pin.workflow.ts`]: ['UNLOCK'],
  'libs/card-saga/src/run-update.ts': ['UPDATE'],
  [`${issuance}/sagas/issue/activate-device.activities.ts`]: ['ACTIVATE'],
  [`${issuance}/sagas/issue/issue-card.activities.ts`]: ['ISSUE'],
  [`${issuance}/sagas/pin/change-pin.activities.ts`]: ['CHANGE_PIN'],
  [`${issuance}/sagas/pin/lock-card.activities.ts`]: ['LOCK'],
  [`${issuance}/sagas/recycle/recycle-card.activities.ts`]: ['RECYCLE'],
  [`${issuance}/sagas/rewrite/reprovision-card.activities.ts`]: ['REPROVISION'],
  [`${issuance}/sagas/pin/reset-pin.activities.ts`]: ['UNLOCK'],
  [`${issuance}/sagas/rewrite/update-card.activities.ts`]: ['UPDATE'],
  // Which activities each kind has: the interface, and who does the work.
  'libs/contracts/src/workflow/card-activities.contract.ts': every,
  [`${issuance}/sagas/kinds.ts`]: every,
  // Each request to start one names what it starts.
  [`${issuance}/api/saga.controller.ts`]: ['CHANGE_PIN', 'LOCK', 'REPROVISION', 'UNLOCK', 'UPDATE'],
  [`${issuance}/sagas/issue/activate-requests.service.ts`]: ['ACTIVATE'],
  [`${issuance}/sagas/issue/issue-requests.service.ts`]: ['ISSUE'],
  [`${issuance}/sagas/issue/card-bindings.ts`]: ['ISSUE'],
  [`${issuance}/sagas/recycle/recycle-requests.service.ts`]: ['RECYCLE'],
  [`${issuance}/sagas/rewrite/reprovision-requests.service.ts`]: ['REPROVISION'],
  [`${issuance}/records/replacements/replacement.service.ts`]: ['REPLACE_PERM', 'REPLACE_TEMP'],
  // The rule of record and card for each kind; a missing one does not compile.
  [`${issuance}/domain/card-eligibility.ts`]: [
    'ACTIVATE',
    'CHANGE_PIN',
    'ISSUE',
    'LOCK',
    'PASSKEY',
    'RECYCLE',
    'UNLOCK',
  ],
  // What a mail tells the holder of each kind; a missing one does not compile.
  [`${issuance}/domain/mail-facts.ts`]: every,
  // The whole card or the keys that are named: two planners, two texts.
  [`${issuance}/domain/reprovision-eligibility.ts`]: ['REPROVISION', 'UPDATE'],
  // Every batch after the wait for a PIN begins with a new witness: these alone can work beside another program that keeps the card open.
  [`${issuance}/domain/shares-card.ts`]: ['LOCK', 'UPDATE'],
  [`${issuance}/card/reprovision-planner.ts`]: ['REPROVISION'],
  [`${issuance}/sagas/rewrite/rewrite-requests.service.ts`]: ['UPDATE'],
  [`${issuance}/sagas/rewrite/rewrite-warnings.ts`]: ['REPROVISION'],
  // Which cards of a batch were ever issued.
  [`${issuance}/records/stock/stock.service.ts`]: ['ISSUE'],
  // A service locks only where a lock waits; a lock undoes a PIN reset that waits.
  [`${issuance}/sagas/pin/pin-requests.service.ts`]: ['LOCK', 'UNLOCK'],
  // What a blank card waits for.
  [`${issuance}/records/devices/device.repository.ts`]: ['ISSUE'],
  [`${issuance}/records/devices/due-facts.ts`]: ['ISSUE'],
  // What each kind of card update begins, and what waits for a card.
  'libs/contracts/src/update/update-kinds.ts': ['ISSUE', 'LOCK', 'PASSKEY', 'REPROVISION', 'UNLOCK', 'UPDATE'],
  'apps/update-svc/src/kinds/bound-card.ts': ['ISSUE'],
  'apps/update-svc/src/kinds/card.lock.ts': ['LOCK'],
  'apps/update-svc/src/kinds/card.reprovision.ts': ['REPROVISION'],
  'apps/update-svc/src/kinds/pin.unlock.ts': ['UNLOCK'],
  // A button for each of these.
  'apps/console/src/devices/device-actions.tsx': ['ACTIVATE', 'LOCK', 'PASSKEY', 'RECYCLE', 'REPROVISION', 'UNLOCK'],
  'apps/console/src/mine/my-actions.tsx': ['CHANGE_PIN', 'REPROVISION', 'UNLOCK'],
  'apps/console/src/mine/follow-page.tsx': ['CHANGE_PIN', 'UNLOCK'],
  'apps/console/src/update/forgotten-pin.tsx': ['CHANGE_PIN', 'UNLOCK'],
  // A card that waits for its holder, among those that can be added.
  'apps/console/src/add-device/candidates.ts': ['ISSUE'],
  'apps/console/src/beside/saga-now.tsx': ['ISSUE'],
  'apps/console/src/update/update-run.tsx': ['REPROVISION'],
  // What the portal says of each kind, in each language; a missing one does not compile.
  'apps/console/src/mine/mine.en.ts': [...every, 'REPLACE_PERM', 'REPLACE_TEMP'].sort(),
  'apps/console/src/mine/mine.de.ts': [...every, 'REPLACE_PERM', 'REPLACE_TEMP'].sort(),
  // Titles of sagas in German, on the pages that are in both languages.
  'apps/console/src/sagas/sagas.de.ts': [...every, 'REPLACE_PERM', 'REPLACE_TEMP'].sort(),
  'apps/console/src/sagas/sagas.text.ts': ['ISSUE'],
  // What is said of each kind in German; a code without words does not pass words.spec.ts.
  'libs/contracts/src/words/rows.de.table.ts': [...every, 'REPLACE_PERM', 'REPLACE_TEMP'].sort(),
  'libs/contracts/src/words/stages.de.ts': [...every].sort(),
  // One while the card is issued, or a new one alone.
  [`${issuance}/sagas/issue/issue-passkey.ts`]: ['ISSUE'],
  [`${issuance}/sagas/issue/passkey-work.ts`]: ['ISSUE'],
  'apps/console/src/pin/pin-stage.ts': ['ISSUE'],
  // What the button that sets the PIN does besides.
  'apps/console/src/pin/pin.text.ts': ['CHANGE_PIN', 'ISSUE', 'PASSKEY', 'REPROVISION', 'UNLOCK', 'UPDATE'],
  'apps/console/src/update/update.text.ts': [
    'CHANGE_PIN',
    'ISSUE',
    'LOCK',
    'PASSKEY',
    'REPROVISION',
    'UNLOCK',
    'UPDATE',
  ],
  // These are words of SQL and of JetStream.
  'libs/bootstrap/src/bootstrap.ts': ['UPDATE'],
  'libs/bootstrap/src/nats/account-claims.ts': ['UPDATE'],
  'libs/contracts/src/nats/permissions.ts': ['UPDATE'],
  'libs/service-kit/src/audit/audit-table.ts': ['UPDATE'],
};

const row = 'libs/contracts/src/workflow/saga-kinds.ts';
const isSource = (path: string): boolean =>
  /^(apps|libs)\/[^/]+\/src\/.*\.tsx?$/.test(path) &&
  !/\.spec\.ts$|\/generated\/|\/migrations\/|^libs\/testing\//.test(path) &&
  path !== row;

const types = [...cardSagaTypes, ...waitingRequestTypes].join('|');
/** In quotes, as the name of a member, or as a member of something. */
const named = new RegExp(`'(${types})'|\\b(${types})\\??:|\\.(${types})\\b`, 'g');

const codeOf = (path: string, text: string): string =>
  piecesOf(path, text).comments.reduce(
    (code, { at, text: comment }) => code.slice(0, at) + ' '.repeat(comment.length) + code.slice(at + comment.length),
    text,
  );

describe('the kinds of sagas', () => {
  it('are named by their row, and by these files alone', () => {
    const { paths, read } = treeOf(root);
    const found = paths.filter(isSource).flatMap((path) => {
      const names = [...codeOf(path, read(path)).matchAll(named)].map((match) => match[1] ?? match[2] ?? match[3]!);
      return names.length === 0 ? [] : [[path, [...new Set(names)].sort()] as const];
    });
    expect(Object.fromEntries(found)).toEqual(known);
  });
});
