/**
 * What a browser sees first in the list of workflows: columns that name work, card, holder and what it is stuck on, and saved views of what
 * needs somebody. The UI (2.42) keeps both in the browser's storage for its origin, where nobody has any at first: so the first visit of a
 * browser gets a page that puts them there and loads the same address again. What somebody has chosen or deleted stays as it is: a browser that had
 * views of before gets the new query of those alone that it has as they were given.
 */
import { createHash } from 'node:crypto';
import { searchAttribute, temporalNamespace } from '@cardwright/contracts/workflow/names';
import { cardSagaTypes } from '@cardwright/contracts/workflow/saga-kinds';
import { pinStagesOf } from '@cardwright/contracts/workflow/stages';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Says that this browser has had these views; the next number brings new ones to everybody. */
const cookieName = 'cardwright-temporal-views';
const version = '2';
const maxAge = 365 * 24 * 60 * 60;

const { kind, stage, person, stuckReason } = searchAttribute;
const columns = ['Status', 'Workflow ID', kind, stuckReason, stage, person, 'Start', 'End'];

/** Stages stand there by their names, whatever language anybody reads: docs/stuck-sagas.md has the words of each. */
const waiting = [...new Set(cardSagaTypes.flatMap((type) => pinStagesOf(type).map((each) => each.stage)))];

const running = `ExecutionStatus = 'Running'`;
/** In the order of the list; docs/stuck-sagas.md has the same. */
export const savedViews: readonly { name: string; query: string }[] = [
  { name: 'Stuck', query: `${stuckReason} IS NOT NULL AND ${running}` },
  {
    name: 'Stuck for want of a card',
    query: `${stuckReason} IN ('CARD_ABSENT', 'CARD_REMOVED', 'CARD_WRONG_DEVICE') AND ${running}`,
  },
  { name: 'Waiting for a PIN', query: `${stage} IN (${waiting.map((name) => `'${name}'`).join(', ')}) AND ${running}` },
  { name: 'Cards being written', query: `WorkflowId STARTS_WITH 'device/' AND ${running}` },
  { name: 'Revocations under way', query: `WorkflowType = 'revokeCertificate' AND ${running}` },
  { name: 'Failed', query: `ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')` },
];

/** What versions before have given under the same name. */
const before: Readonly<Record<string, string>> = {
  'Waiting for a PIN': `${stage} IN ('pin', 'new-pin', 'card-pin') AND ${running}`,
};

/** JSON in a script: nothing in it can end the script. */
const namespace = JSON.stringify(temporalNamespace);
const begin = `
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } };
const offer = (key, own) => {
  const kept = read(key);
  localStorage.setItem(key, JSON.stringify({ ...kept, [${namespace}]: own(kept[${namespace}] ?? []) }));
};
const columns = ${JSON.stringify(columns.map((label) => ({ label })))};
const views = ${JSON.stringify(savedViews.map((view, nth) => ({ id: `cardwright-${nth}`, ...view, type: 'user' })))};
const before = ${JSON.stringify(before)};
`;
const first = `${begin}
offer('namespace-workflow-table-columns', (theirs) => (theirs.length > 0 ? theirs : columns));
offer('saved-workflow-queries', (theirs) => [
  ...theirs,
  ...views.filter(({ name }) => !theirs.some((one) => one.name === name)),
]);
location.reload();
`;
const again = `${begin}
offer('saved-workflow-queries', (theirs) =>
  theirs.map((one) => (one.query === before[one.name] ? { ...one, query: views.find(({ name }) => name === one.name).query } : one)),
);
location.reload();
`;
const pageOf = (script: string) => ({
  text: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Temporal UI</title><script>${script}</script></head><body></body></html>`,
  policy: `default-src 'none'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; frame-ancestors 'self'`,
});
const pages = { first: pageOf(first), again: pageOf(again) };

export const hasViews = ({ cookies }: FastifyRequest): boolean => cookies[cookieName] === version;

/** secure: whether browsers reach us over TLS. */
export function offerViews({ cookies }: FastifyRequest, reply: FastifyReply, secure: boolean): FastifyReply {
  const { text, policy } = cookies[cookieName] === undefined ? pages.first : pages.again;
  return reply
    .setCookie(cookieName, version, { path: '/', maxAge, sameSite: 'lax', httpOnly: true, secure })
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
    })
    .send(text);
}
