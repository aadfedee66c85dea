import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { AgentReport, AgentStatus } from '@cardwright/contracts/nats/edge.api';
import { AgentReports } from './agent-reports.js';

let status: AgentStatus;
let published: AgentReport[];
let reports: AgentReports;

beforeEach(() => {
  jest.useFakeTimers();
  published = [];
  status = {
    workstationId: 'ws-1',
    agentVersion: '1.0.0',
    startedAt: 's',
    pcsc: 'ok',
    clock: 'first',
    readers: [
      { readerName: 'R', cardPresent: true, atrHex: '3B', identityText: 'ykserial:1', heldBy: 'request', inUse: null },
    ],
  };
  reports = new AgentReports({
    status: () => Promise.resolve(status),
    publish: (report) => void published.push(report),
    background: (work) => void work,
    random: () => 0.5,
  });
});
afterEach(() => {
  reports.stop();
  jest.useRealTimers();
});
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

it('says that it is there every few minutes, and nothing of whose card is in', async () => {
  reports.told(status);
  await pass(161_999);
  expect(published).toEqual([]);
  await pass(1);
  expect(published).toEqual([{ ...status, readers: [{ readerName: 'R', cardPresent: true }] }]);
  await pass(162_000);
  expect(published).toHaveLength(2);
});

it('tells a change once, however many changes there are within a few seconds, and the rest of its time from then', async () => {
  reports.told(status);
  await pass(100_000);
  for (let each = 0; each < 5; each++) reports.changed();
  status = { ...status, readers: [] };
  reports.changed();
  await pass(2_500);
  expect(published).toMatchObject([{ readers: [] }]);
  await pass(161_999);
  expect(published).toHaveLength(1);
  await pass(1);
  expect(published).toHaveLength(2);
});

it('what changed and changed back, another clock, and whose card it is are no news', async () => {
  reports.told(status);
  status = { ...status, clock: 'later', readers: [{ ...status.readers[0]!, identityText: null, heldBy: null }] };
  reports.changed();
  await pass(60_000);
  expect(published).toEqual([]);
});

it('says nothing before the server was met, and nothing after its end', async () => {
  reports.changed();
  await pass(600_000);
  reports.told(status);
  reports.changed();
  reports.stop();
  await pass(600_000);
  expect(published).toEqual([]);
});
