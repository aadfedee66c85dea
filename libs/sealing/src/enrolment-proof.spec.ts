import { describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { type EnrolmentStatement, enrolmentProofBytes, verifyEnrolmentProof } from './enrolment-proof.js';
import { sessionKeyBytes } from './session-key.js';
import { base64Url } from './text.js';

const user = createUser();
const code = { secretBase64Url: 'c2l4dGVlbiBieXRlcyEhIQ', rootSha256Base64Url: 'A'.repeat(43) };
const statement: EnrolmentStatement = { code, agentNkey: user.getPublicKey(), agentVersion: '1.2.3' };
const proof = base64Url(user.sign(enrolmentProofBytes(statement)));

describe('proof of an agent that it has its key', () => {
  it('covers code, key and version behind a prefix of its own', () => {
    expect(new TextDecoder().decode(enrolmentProofBytes(statement))).toBe(
      `cardwright-enrolment.v1.{"agentNkey":"${user.getPublicKey()}","agentVersion":"1.2.3",` +
        '"code":"cw1.c2l4dGVlbiBieXRlcyEhIQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
    );
    expect(verifyEnrolmentProof(statement, proof)).toBe(true);
  });

  it.each<[string, EnrolmentStatement, string]>([
    ['of another key', { ...statement, agentNkey: createUser().getPublicKey() }, proof],
    ['for another code', { ...statement, code: { ...code, secretBase64Url: 'AAAAAAAAAAAAAAAAAAAAAA' } }, proof],
    ['for another server', { ...statement, code: { ...code, rootSha256Base64Url: 'B'.repeat(43) } }, proof],
    ['for another version', { ...statement, agentVersion: '1.2.4' }, proof],
    ['of something that is no user key', { ...statement, agentNkey: `U${'A'.repeat(55)}` }, proof],
    ['that is cut', statement, proof.slice(0, -4)],
    ['that is no base64url', statement, '+'.repeat(86)],
    ['that is empty', statement, ''],
  ])('refuses / one %s', (_, given, text) => expect(verifyEnrolmentProof(given, text)).toBe(false));

  it('refuses / a signature that the same key made for something else', () => {
    const sessionKey = sessionKeyBytes({
      kid: 'k',
      publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
      requestId: 'r',
      deviceId: 'd',
      workstationId: 'ws-7',
      expiresAt: '2030-01-01T00:00:00.000Z',
      agentNkey: statement.agentNkey,
    });
    expect(verifyEnrolmentProof(statement, base64Url(user.sign(sessionKey)))).toBe(false);
  });
});
