/** Rows that a test installation never has by itself, for pages that show them. */
const headHashHex = 'AB'.repeat(32);
export const brokenChains = [
  { schema: 'issuance', rows: 20, ok: false, finding: { sequence: 17, problem: 'changed' }, headHashHex },
  ...[{ schema: 'pki', rows: 0, ok: false, finding: null, headHashHex: null, notReached: 'REQUEST_TIMEOUT' }],
  { schema: 'update', rows: 3, ok: true, finding: null, headHashHex },
];

/** As the CA of a test never leaves one. hours: that are left of its time. */
export const owedRow = (deviceId: string, hours: number, attempts: number, lastErrorCode: string | null) => ({
  ...{ serialNumberHex: `0A${Math.abs(hours)}`, issuerId: 'issuer', deviceId, keyReference: '9A', attempts },
  ...{ reason: 'keyCompromise', state: 'pending', lastErrorCode, doneAt: null, workflowId: 'w' },
  requestedAt: new Date(Date.now() - 3_600_000 * (18 - hours)).toISOString(),
  // A quarter more, so that the hours stay these while the page is looked at.
  dueAt: new Date(Date.now() + hours * 3_600_000 + 900_000).toISOString(),
});
