import { describe, expect, it } from '@jest/globals';
import { preflightChecks, refusal, type PreflightFacts } from './preflight-checks.js';

const nowMs = Date.parse('2026-06-01T12:00:00Z');
const reader = { readerName: 'R1', cardPresent: true, atrHex: '3B00', heldBy: null };
const mine = { ...reader, readerName: 'R1', identityText: 'card-1' };
const other = { ...reader, readerName: 'R2', identityText: 'card-2' };
const agent: PreflightFacts['agent'] = {
  workstationId: 'ws-1',
  agentVersion: '0.1.0',
  startedAt: '2026-06-01T08:00:00Z',
  pcsc: 'ok',
  readers: [reader],
  clock: '2026-06-01T12:00:30Z',
};
const issuer = {
  kind: 'issuing-ca',
  issuerId: 'issuing-1',
  notAfter: '2036-01-01T00:00:00.000Z',
  usable: true,
} as const;
const healthy: PreflightFacts = {
  agent,
  minimumAgentVersion: '0.1.0',
  requestId: null,
  ca: { issuers: [issuer, { ...issuer, kind: 'content-signer', issuerId: 'signer-1' }] },
  certificateProfiles: ['piv-authentication', 'piv-key-management'],
  wantedProfiles: ['piv-authentication'],
  keySet: { known: true },
  nowMs,
};

describe('[F09] the doctor before the first write', () => {
  it.each<[string, Partial<PreflightFacts>]>([
    ['all is well', {}],
    ['a blank card', { keySet: null }],
    ['an agent as new as it has to be', { agent: { ...agent, agentVersion: '0.4.0' }, minimumAgentVersion: '0.4.0' }],
    ['a newer agent', { agent: { ...agent, agentVersion: '1.0.0-rc.1' } }],
    [
      'a reader that its own parked saga holds',
      { requestId: 'r-1', agent: { ...agent, readers: [{ ...reader, heldBy: 'r-1' }] } },
    ],
    [
      'another reader that is held',
      { agent: { ...agent, readers: [reader, { ...reader, readerName: 'R2', heldBy: 'r-2' }] } },
    ],
    [
      'the card in a reader that is free, another card in one that is held',
      { identityText: 'card-1', agent: { ...agent, readers: [mine, { ...other, heldBy: 'r-2' }] } },
    ],
    [
      'the card is out, and another card is in one that is held: the agent says so when it opens the card',
      { identityText: 'card-1', agent: { ...agent, readers: [{ ...other, heldBy: 'r-2' }] } },
    ],
  ])('lets it begin / %s', (_name, change) => {
    expect(preflightChecks({ ...healthy, ...change }).filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each<[string, string, Partial<PreflightFacts>]>([
    ['reader', 'EDGE_PCSC_UNAVAILABLE', { agent: { ...agent, pcsc: 'unavailable', readers: [] } }],
    ['reader', 'CARD_IN_WORK', { agent: { ...agent, readers: [{ ...reader, heldBy: 'r-2' }] } }],
    [
      'reader',
      'CARD_IN_WORK',
      { identityText: 'card-1', agent: { ...agent, readers: [{ ...mine, heldBy: 'r-2' }, other] } },
    ],
    [
      'reader',
      'CARD_IN_WORK',
      { identityText: 'card-1', agent: { ...agent, readers: [{ ...reader, heldBy: 'r-2' }, other] } },
    ],
    ['agent-version', 'EDGE_OUTDATED', { agent: { ...agent, agentVersion: '0.0.9' } }],
    ['agent-version', 'EDGE_OUTDATED', { agent: { ...agent, agentVersion: 'unknown' } }],
    ['agent-version', 'EDGE_OUTDATED', { minimumAgentVersion: '0.4.0' }],
    ['ca-signer', 'PKI_SIGNER_UNAVAILABLE', { ca: { issuers: [{ ...issuer, usable: false }] } }],
    ['ca-expiry', 'PKI_ISSUER_EXPIRING', { ca: { issuers: [{ ...issuer, notAfter: '2026-06-30T00:00:00.000Z' }] } }],
    ['key-set', 'VAULT_SECRET_UNKNOWN', { keySet: { known: false } }],
    ['certificate-profiles', 'PKI_PROFILE_UNKNOWN', { wantedProfiles: ['piv-authentication', 'gone'] }],
  ])('refuses / %s: %s', (check, code, change) => {
    const checks = preflightChecks({ ...healthy, ...change });
    expect(refusal(checks)).toMatchObject({ check, code });
    for (const failed of checks.filter(({ ok }) => !ok)) expect(failed.fix).toMatch(/\w{3}.*\./);
  });

  it('[fault 19] warns of a clock that differs, and lets it begin', () => {
    const checks = preflightChecks({ ...healthy, agent: { ...agent, clock: '2036-06-01T12:00:00Z' } });
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ check: 'clock' }]);
    expect(refusal(checks)).toBeUndefined();
  });
});
