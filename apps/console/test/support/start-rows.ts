/** Rows of what the start page counts and shows, as the API answers them. */
import type { Answers } from './mocked-api.js';

export const none = { rows: [], nextCursor: null };
const owed = (serialNumberHex: string, hours: number, lastErrorCode: string | null) => ({
  issuerId: 'issuer',
  serialNumberHex,
  deviceId: '00000000-0000-4000-8000-000000000002',
  keyReference: '9A',
  reason: 'keyCompromise',
  state: 'pending',
  attempts: 3,
  lastErrorCode,
  requestedAt: new Date(Date.now() - 3_600_000).toISOString(),
  // A quarter more, so that the hours stay these while the page is looked at.
  dueAt: new Date(Date.now() + hours * 3_600_000 + 900_000).toISOString(),
  doneAt: null,
  workflowId: 'w',
});
/** Twelve weeks of which these had work, the last one last: completed, cancelled, median. */
const weeks = (...worked: [completed: number, cancelled: number, medianSeconds: number | null][]) =>
  Array.from({ length: 12 }, (_, index) => {
    const [completed, cancelled, medianSeconds] = worked[index - 12 + worked.length] ?? [0, 0, null];
    const startsOn = new Date(Date.UTC(2026, 8, 7 + 7 * index)).toISOString().slice(0, 10);
    return { startsOn, completed, cancelled, medianSeconds };
  });
const kinds = [
  { type: 'ISSUE', weeks: weeks([40, 2, 130], [0, 0, null], [1200, 30, 95], [9, 9, 47]) },
  { type: 'RECYCLE', weeks: weeks([0, 1, null]) },
];
const campaign = (state: string, index: number) => ({
  campaignId: `00000000-0000-4000-8000-00000000000${index}`,
  ...{ name: `campaign ${index}`, state, cards: 10, stop: null, createdAt: '2026-11-23T10:00:00.000Z' },
});
const waitsFor = { operator: 3, cardholder: 12, administrator: 0 };
export const answers: Answers = {
  'GET /api/v1/sagas/attention': { json: { total: 15, more: false, waitsFor } },
  'GET /api/v1/devices/overview': {
    json: {
      expiring: [7, 41, 1234].map((cards, index) => ({ withinDays: 30 * (index + 1), cards })),
      replacementsAsked: 2,
    },
  },
  'GET /api/v1/revocations': {
    json: { ...none, rows: [owed('0A1B', 17, null), owed('0C2D', -3, 'PKI_SIGNER_UNAVAILABLE')] },
  },
  'GET /api/v1/findings': { json: none },
  'GET /api/v1/sagas/weeks': { json: { kinds } },
  'GET /api/v1/campaigns': { json: { ...none, rows: ['running', 'stopped', 'running'].map(campaign) } },
  'GET /api/v1/rollouts': { json: none },
  'GET /api/v1/devices': { json: none },
  'GET /api/v1/sagas': { json: none },
};
/** What the list of devices is narrowed by: one model has a long name. */
export const choices = {
  'GET /api/v1/profiles': { json: { ...none, rows: [{ name: 'piv-four', version: 1 }] } },
  'GET /api/v1/models': {
    json: {
      models: ['Vendor 5.4', `Vendor ${'long '.repeat(20)}`].map((title, n) => ({
        id: `vendor-5-${n + 4}`,
        title,
      })),
    },
  },
};
