/**
 * Enrolment: makes the agent's own nkey, hands its public half and the one-time code, signed by it, to the gateway, stores what comes
 * back. The seed never leaves this machine. Governing document: design.md 3 (bootstrap: code, root hash, JWT).
 */
import { createUser, fromSeed, type KeyPair } from '@nats-io/nkeys';
import { CardwrightError, type WireError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { enrolmentProofBytes } from '@cardwright/sealing/enrolment-proof';
import { base64Url } from '@cardwright/sealing/text';
import { agentVersion } from '../server/version.js';
import { assertNatsUrl } from '../server/nats-url.js';
import type { AgentConfig, AgentHome } from '../home/agent-home.js';
import { httpText } from '../server/http.js';
import { findTransportRoot, isExpectedRoot } from './server-trust.js';

export const enrolPath = '/api/v1/workstations/enrol';
type EnrolReply = ReplyOf<IssuanceApi, 'workstations.enrol'>;

/** Throws ENROLMENT_CODE_INVALID, ENROLMENT_SERVER_UNTRUSTED, or what the server answered. */
export async function enrol(
  home: AgentHome,
  options: { server: string; code: string; hostName?: string; now?: Date },
): Promise<AgentConfig> {
  const code = parseEnrolmentCode(options.code);
  if (code === undefined)
    throw new CardwrightError('ENROLMENT_CODE_INVALID', onlyInEnglish('This is not an enrolment code'));
  const server = new URL(options.server);
  const { rootSha256Base64Url } = code;
  const caPem = server.protocol === 'https:' ? await findTransportRoot(server, rootSha256Base64Url) : undefined;
  // A name is given once: whoever did not hear the answer asks again with the same key, and is known by it.
  const user = code.deployment === true ? await pendingKey(home) : createUser();
  const agentNkey = user.getPublicKey();
  const named = code.deployment === true ? { hostName: options.hostName ?? '' } : {};
  const proofBase64Url = base64Url(user.sign(enrolmentProofBytes({ code, agentNkey, agentVersion, ...named })));
  const reply = await send(server, caPem, {
    code: options.code.trim(),
    agentNkey,
    agentVersion,
    proofBase64Url,
    ...named,
  });
  if (!isExpectedRoot(reply.transportCaPem, rootSha256Base64Url))
    throw new CardwrightError('ENROLMENT_SERVER_UNTRUSTED', undefined, { server: server.origin });
  assertNatsUrl(reply.natsUrl);
  const config: AgentConfig = {
    workstationId: reply.workstationId,
    serverUrl: server.origin,
    natsUrl: reply.natsUrl,
    agentNkey,
    enrolledAt: (options.now ?? new Date()).toISOString(),
    vaultPublicJwk: reply.vaultPublicJwk,
  };
  const seed = user.getSeed();
  try {
    await home.saveEnrolment(config, { seed, jwt: reply.jwt, caPem: reply.transportCaPem });
    await home.forgetPendingSeed();
  } finally {
    seed.fill(0);
    user.clear();
  }
  return config;
}

async function pendingKey(home: AgentHome): Promise<KeyPair> {
  const kept = await home.pendingSeed();
  if (kept !== undefined)
    try {
      return fromSeed(kept);
    } catch {
      // Cut while it was written: no server has seen it.
    }
  const user = createUser();
  await home.savePendingSeed(user.getSeed());
  return user;
}

async function send(server: URL, caPem: string | undefined, body: object): Promise<EnrolReply> {
  const { status, text } = await httpText(new URL(enrolPath, server), { body, ...(caPem !== undefined && { caPem }) });
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (status >= 200 && status < 300 && isEnrolReply(answer)) return answer;
  // Problem details (RFC 9457) carry our code; anything else is not our gateway.
  const problem = (answer ?? {}) as Partial<WireError> & { detail?: string };
  if (typeof problem.code === 'string')
    throw CardwrightError.fromWire({
      code: problem.code,
      ...(problem.detail !== undefined && { message: problem.detail }),
    });
  throw new CardwrightError(
    'REQUEST_SERVICE_UNAVAILABLE',
    onlyInEnglish(`The server answered ${status} without a reason`),
  );
}

function isEnrolReply(answer: unknown): answer is EnrolReply {
  const { workstationId, jwt, natsUrl, transportCaPem } = (answer ?? {}) as Partial<Record<keyof EnrolReply, unknown>>;
  return [workstationId, jwt, natsUrl, transportCaPem].every((value) => typeof value === 'string');
}
