/** An agent's key as an agent has one, and what it enrols with. */
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestOf } from '@cardwright/contracts/nats/rpc';
import { parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { enrolmentProofBytes } from '@cardwright/sealing/enrolment-proof';
import { base64Url } from '@cardwright/sealing/text';
import { createUser } from '@nats-io/nkeys';

export interface AgentKey {
  agentNkey: string;
  /** signedFor: another code, or another key, than the one that is sent; hostName: sent too. */
  enrolment(
    code: string,
    signedFor?: { code?: string; agentNkey?: string; agentVersion?: string; hostName?: string },
  ): RequestOf<IssuanceApi, 'workstations.enrol'>;
}

export function makeAgentKey(): AgentKey {
  const user = createUser();
  const agentNkey = user.getPublicKey();
  return {
    agentNkey,
    enrolment: (code, signedFor = {}) => {
      const { agentVersion = '1.0.0' } = signedFor;
      const named = signedFor.hostName === undefined ? {} : { hostName: signedFor.hostName };
      const signed = { agentNkey: signedFor.agentNkey ?? agentNkey, agentVersion, ...named };
      const bytes = enrolmentProofBytes({ ...signed, code: parseEnrolmentCode(signedFor.code ?? code)! });
      return { code, ...signed, proofBase64Url: base64Url(user.sign(bytes)) };
    },
  };
}
