import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownAgents } from './known-agents.js';

const [mine, other] = [`U${'A'.repeat(55)}`, `U${'B'.repeat(55)}`];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardwright-known-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const agents = (url = 'https://cards.example.org') => new KnownAgents(folder, url);

describe('keys of workstations that a user knows', () => {
  it('the first one is kept, also for the next program, in a file that nobody else reads', () => {
    expect(agents().meet('ws-1', mine)).toEqual({ first: true });
    expect(agents().meet('ws-1', mine)).toEqual({ first: false });
    expect(statSync(join(folder, 'known-agents.json')).mode & 0o777).toBe(0o600);
  });

  it('another one is refused, and stays refused, until it is accepted', () => {
    agents().meet('ws-1', mine);
    for (let times = 0; times < 2; times++)
      expect(() => agents().meet('ws-1', other)).toThrow(
        expect.objectContaining({
          code: 'EDGE_AGENT_KEY_CHANGED',
          details: { workstationId: 'ws-1', known: mine, offered: other },
        }),
      );
    agents().accept('ws-1', other);
    expect(agents().meet('ws-1', other)).toEqual({ first: false });
    expect(() => agents().meet('ws-1', mine)).toThrow(expect.objectContaining({ code: 'EDGE_AGENT_KEY_CHANGED' }));
  });

  it('another workstation and another gateway have keys of their own', () => {
    agents().meet('ws-1', mine);
    expect(agents().meet('ws-2', other)).toEqual({ first: true });
    expect(agents('https://other.example.org').meet('ws-1', other)).toEqual({ first: true });
    expect(agents().meet('ws-1', mine)).toEqual({ first: false });
  });

  it('a damaged file lets no key in', () => {
    writeFileSync(join(folder, 'known-agents.json'), '{"https://');
    expect(() => agents().meet('ws-1', other)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
