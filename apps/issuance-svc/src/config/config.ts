/** The configuration of issuance-svc besides NATS, Postgres and Temporal (docs/configuration.md). */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readEnv, type Environment, type EnvReader } from '@cardwright/service-kit/config/env';
import { readMinimumAgentVersion } from '@cardwright/service-kit/config/minimum-agent-version';
import { readRelyingParties, type RelyingPartyRow } from '@cardwright/service-kit/config/relying-parties';
import { canonicalField } from '@cardwright/service-kit/subject-fields/subject-fields';
import { mailConfig, type MailConfig } from './mail-config.js';
import { certificatesIn } from './pem-folder.js';
import { defaultRoleClaimMap, parseRoleClaimMap, type RoleClaimMap } from '../domain/role-claims.js';
import type { IdentificationPolicy } from '../domain/identification.js';
import type { Duties } from '../domain/separation.js';

export const ISSUANCE_CONFIG = Symbol('ISSUANCE_CONFIG');

export type ProfileApproval = 'none' | 'required';

export interface IssuanceConfig {
  roleClaimMap: RoleClaimMap;
  /** Whether one person alone may hold every duty (docs/people-and-roles.md). */
  duties: Duties;
  /** Whether a profile is published only after another person has approved it (docs/people-and-roles.md). */
  profileApproval: ProfileApproval;
  /** Who has to say how a holder was identified before an issue (docs/people-and-roles.md). */
  identification: IdentificationPolicy;
  /** The address that an enrolled agent gets to connect to. */
  agentNatsUrl: string;
  /** The oldest agent that this installation works with. */
  minimumAgentVersion: string;
  /** Agents answer with the redacted trace of what went over the link to the card (docs/apdu-trace.md). */
  apduTrace: boolean;
  /** So long are traces kept. */
  apduTraceDays: number;
  /** Root of the transport certificates, PEM: agents get its hash in the enrolment code and itself at enrolment. */
  transportCaPem: string;
  /** How many card activities for workflows of other services one copy of this service carries out at the same time. */
  cardActivitiesAtOnce: number;
  /** The trusted attestation roots, by card model. */
  attestationRoots: ReadonlyMap<string, readonly X509Certificate[]>;
  /** Where passkeys are registered for people. */
  relyingParties: readonly RelyingPartyRow[];
  /** Of vendors of keys, by relying party; one that is not in it asks for none. */
  passkeyRoots: ReadonlyMap<string, readonly X509Certificate[]>;
  /** null: cardholders get no mail. */
  mail: MailConfig | null;
}

/** ROLE_CLAIM_MAP, SEPARATION_OF_DUTIES, PROFILE_APPROVAL, HOLDER_IDENTIFICATION, AGENT_NATS_URL (default NATS_URL), MINIMUM_AGENT_VERSION, TRANSPORT_CA_FILE (default NATS_CA_FILE), APDU_TRACE, APDU_TRACE_DAYS, CARD_ACTIVITIES_AT_ONCE, ATTESTATION_ROOTS_DIR, RELYING_PARTIES; mail: mail-config.ts. */
export const readIssuanceConfig = (env: Environment): IssuanceConfig =>
  readEnv(env, (reader) => ({
    roleClaimMap: roleClaimMap(reader),
    duties: reader.oneOf('SEPARATION_OF_DUTIES', ['enforced', 'single-operator'] as const, 'enforced'),
    profileApproval: reader.oneOf('PROFILE_APPROVAL', ['none', 'required'] as const, 'none'),
    identification: reader.oneOf('HOLDER_IDENTIFICATION', ['browser', 'required'] as const, 'browser'),
    agentNatsUrl: reader.string('AGENT_NATS_URL', reader.required('NATS_URL')),
    minimumAgentVersion: readMinimumAgentVersion(reader),
    apduTrace: reader.string('APDU_TRACE', 'on') !== 'off',
    apduTraceDays: reader.integer('APDU_TRACE_DAYS', 30),
    transportCaPem: transportCa(reader),
    cardActivitiesAtOnce: reader.integer('CARD_ACTIVITIES_AT_ONCE', 50, 1),
    attestationRoots: attestationRoots(reader),
    ...relyingParties(reader),
    mail: mailConfig(reader),
  }));

function relyingParties(reader: EnvReader): Pick<IssuanceConfig, 'relyingParties' | 'passkeyRoots'> {
  const rows = readRelyingParties(reader);
  return { relyingParties: rows, passkeyRoots: passkeyRoots(reader, rows) };
}

function roleClaimMap(reader: EnvReader): RoleClaimMap {
  try {
    return withCanonicalScopes(parseRoleClaimMap(reader.optional('ROLE_CLAIM_MAP')));
  } catch (error) {
    reader.problems.push(error instanceof TypeError ? error.message : 'ROLE_CLAIM_MAP is not JSON');
    return defaultRoleClaimMap;
  }
}

/** A scope is written as the units of people are stored, or it would reach nobody. */
function withCanonicalScopes(map: RoleClaimMap): RoleClaimMap {
  const canonical = <Entry>(entry: Entry): Entry => {
    if (Array.isArray(entry)) return entry.map(canonical) as Entry;
    if (typeof entry !== 'object' || entry === null) return entry;
    const { groupScope } = entry as { groupScope?: string };
    return groupScope === undefined
      ? entry
      : { ...entry, groupScope: canonicalField('organizationalUnit', groupScope) };
  };
  return Object.fromEntries(Object.entries(map).map(([claim, entry]) => [claim, canonical(entry)]));
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

/** `<card model>.pem`, one or more certificates each. */
function attestationRoots(reader: EnvReader): ReadonlyMap<string, readonly X509Certificate[]> {
  const folder = reader.optional('ATTESTATION_ROOTS_DIR');
  if (folder === undefined) return new Map();
  try {
    return certificatesIn(folder);
  } catch {
    reader.problems.push('ATTESTATION_ROOTS_DIR is not a folder of PEM files with certificates');
    return new Map();
  }
}

/** By the id of the relying party. One whose folder is empty would take no key at all. */
function passkeyRoots(
  reader: EnvReader,
  rows: readonly RelyingPartyRow[],
): ReadonlyMap<string, readonly X509Certificate[]> {
  const roots = new Map<string, readonly X509Certificate[]>();
  for (const row of rows) {
    if (row.kind !== 'own' || row.attestationRootsDir === null) continue;
    try {
      const found = [...certificatesIn(row.attestationRootsDir).values()].flat();
      if (found.length === 0) throw new TypeError('no certificate');
      roots.set(row.id, found);
    } catch {
      reader.problems.push(
        `RELYING_PARTIES names an attestationRootsDir for ${row.id} that is not a folder of PEM files with certificates`,
      );
    }
  }
  return roots;
}
