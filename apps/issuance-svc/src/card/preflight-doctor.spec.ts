import { describe, expect, it } from '@jest/globals';
import type { ReaderState } from '@cardwright/contracts/nats/edge.api';
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { PreflightDoctor } from './preflight-doctor.js';

const context = { tenantId: 't-1', correlationId: 'c-1' };
const issuer = { kind: 'issuing-ca', issuerId: 'issuing-1', notAfter: '2099-01-01T00:00:00.000Z', usable: true };
const asked = {
  device: { deviceId: 'd-1', identityText: 'CPLC 0102', keyset: 'factory', activeRequestId: null },
  version: { definition: { credentials: [{ certificateProfile: 'piv-authentication' }] } },
  workstationId: 'ws-1',
} as unknown as Parameters<PreflightDoctor['examine']>[1];

/** An agent whose reader is held by these requests, one after the other; the last one stays. */
function doctorAt(...heldBy: (string | null)[]) {
  const questions: string[] = [];
  const status = () => {
    const reader: ReaderState = { readerName: 'R1', cardPresent: true, atrHex: null, heldBy: heldBy[0] ?? null };
    if (heldBy.length > 1) heldBy.shift();
    return { agentVersion: '1.0.0', pcsc: 'ok', readers: [reader], clock: new Date().toISOString() };
  };
  const answers: Record<string, () => unknown> = {
    'agent.status': status,
    'ca.check': () => ({ issuers: [issuer] }),
    'profiles.list': () => ({ profiles: [{ name: 'piv-authentication' }] }),
  };
  const answer = (name: string): Promise<unknown> => {
    questions.push(name);
    return Promise.resolve(answers[name]!());
  };
  const rpc = { edge: (_workstationId: string, name: string) => answer(name), pki: answer };
  return { questions, doctor: new PreflightDoctor(rpc as unknown as RpcClient, { minimumAgentVersion: '0.1.0' }) };
}

describe('[F09] how long the doctor believes an answer', () => {
  it('what is well: for some seconds', async () => {
    const { doctor, questions } = doctorAt(null);
    for (let times = 0; times < 3; times++) await doctor.require(context, asked);
    expect(questions).toEqual(['agent.status', 'ca.check', 'profiles.list']);
  });

  it('a reader that was held a moment ago by the saga before: not at all', async () => {
    const { doctor } = doctorAt('r-before', null);
    await expect(doctor.require(context, asked)).resolves.toBeUndefined();
  });

  it('a reader that is held: refused', async () => {
    const { doctor } = doctorAt('r-other');
    await expect(doctor.require(context, asked)).rejects.toMatchObject({ code: 'CARD_IN_WORK' });
  });
});
