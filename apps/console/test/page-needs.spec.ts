/**
 * [D02] Pages that are only for an act say in their route what it needs: every route is in one of the lists here, and what it needs is what the server
 * asks for that act. Such a page before somebody without the role: integration/offered.spec.ts.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { requestRules } from '@cardwright/contracts/nats/issuance.requests';
import { sagaKinds } from '@cardwright/contracts/workflow/saga-kinds';

const router = readFileSync(fileURLToPath(new URL('../src/app/router.tsx', import.meta.url)), 'utf8');
const routes = router
  .split('createRoute({')
  .slice(1)
  .map((route) => ({
    path: /path: '([^']+)'/.exec(route)![1]!,
    needs: /needs: \['([^\]]+)'\]/.exec(route)?.[1],
    elsewhere: /inNavigation\(|forHolders: true|frame: '/.test(route),
  }));

const othersOf = (request: keyof typeof requestRules): unknown => {
  const rule = requestRules[request];
  return rule.access === 'permission' ? rule.others : null;
};
/** What is done there, as the server has it. */
const acts: Readonly<Record<string, unknown>> = {
  '/people/import': othersOf('people.import'),
  '/people/new': othersOf('people.create'),
  '/people/$personId/edit': othersOf('people.change'),
  '/profiles/new': othersOf('profiles.publish'),
  '/campaigns/new': othersOf('campaigns.create'),
  '/card-models/new': othersOf('models.publish'),
  '/stock/import': othersOf('stock-batches.import'),
  '/issue': sagaKinds.ISSUE.start.others,
};
/** They show something, and offer what whoever looks may do; what may not be seen, the server says. */
const showing = [
  ...['/', '/devices/$deviceId', '/certificates/$serialNumberHex', '/people/$personId', '/sagas/$requestId'],
  ...['/profiles/$name', '/profile-proposals', '/profile-proposals/$proposalId', '/rollouts/$rolloutId'],
  ...['/campaigns/$campaignId', '/workstations/$workstationId', '/card-models/$modelId', '/deployment-codes'],
  ...['/issue/$requestId', '/revocations/passkeys'],
];

it('pages for an act need what the act needs', () => {
  expect(routes.length).toBeGreaterThan(50);
  const needs = routes.flatMap(({ path, needs: each }) => (each === undefined ? [] : [[path, [each]]]));
  expect(Object.fromEntries(needs)).toEqual(acts);
});

it('every other page is for holders, in the navigation, or shows something', () => {
  const others = routes.filter(({ needs, elsewhere }) => needs === undefined && !elsewhere);
  expect(others.map(({ path }) => path).sort()).toEqual([...showing].sort());
});
