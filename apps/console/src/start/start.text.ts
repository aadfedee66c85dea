/** Texts of the page with which operators and the help desk begin. */
export const text = {
  title: 'Start',
  lead: 'What waits for somebody, what ends soon, and what the CA still owes. Each number leads to the list that it counts.',
  attention: 'Needs attention',
  nothing: 'Nothing waits for anybody',
  waitsFor: {
    operator: 'for an operator',
    cardholder: 'for cardholders',
    administrator: 'for an administrator',
  },
  expiring: 'Cards that expire',
  withinDays: (days: number) => `within ${days} days`,
  requests: 'Asked for by cardholders',
  replacementsAsked: 'new cards to decide about',
  revocations: 'Revocations under way',
  columns: { certificate: 'Certificate', due: 'Time left', reason: 'Reason', asked: 'CA' },
  noRevocations: 'The CA has done all that it was asked',
};
