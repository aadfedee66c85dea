/** The configuration of issuance-svc besides NATS, Postgres and Temporal (docs/configuration.md). */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readEnv, type Environment, type EnvReader } from '@cardwright/service-kit/config/env';
import { defaultRoleClaimMap, parseRoleClaimMap, type RoleClaimMap } from './domain/role-claims.js';

export const ISSUANCE_CONFIG = Symbol('ISSUANCE_CONFIG');

export interface IssuanceConfig {
  roleClaimMap: RoleClaimMap;
  /** What an enrolled agent is told to connect to. */
  agentNatsUrl: string;
  /** Root of the transport certificates, PEM: agents get its hash in the enrolment code and itself at enrolment. */
  transportCaPem: string;
}

/** ROLE_CLAIM_MAP, AGENT_NATS_URL (default NATS_URL), TRANSPORT_CA_FILE (default NATS_CA_FILE). */
export const readIssuanceConfig = (env: Environment): IssuanceConfig =>
  readEnv(env, (reader) => ({
    roleClaimMap: roleClaimMap(reader),
    agentNatsUrl: reader.string('AGENT_NATS_URL', reader.required('NATS_URL')),
    transportCaPem: transportCa(reader),
  }));

function roleClaimMap(reader: EnvReader): RoleClaimMap {
  try {
    return parseRoleClaimMap(reader.optional('ROLE_CLAIM_MAP'));
  } catch (error) {
    reader.problems.push(error instanceof TypeError ? error.message : 'ROLE_CLAIM_MAP is not JSON');
    return defaultRoleClaimMap;
  }
}

function transportCa(reader: EnvReader): string {
  const path = reader.optionalFile('TRANSPORT_CA_FILE') ?? reader.optionalFile('NATS_CA_FILE');
  try {
    const pem = readFileSync(path ?? '', 'utf8');
    // Throws where there is no certificate in it.
    return new X509Certificate(pem).raw.length > 0 ? pem : '';
  } catch {
    reader.problems.push('TRANSPORT_CA_FILE (or NATS_CA_FILE) is missing or holds no certificate (PEM)');
    return '';
  }
}
