/**
 * The relying parties at which passkeys are registered, from RELYING_PARTIES (docs/relying-parties.md): the services that call them and the vault,
 * which signs for no other, read the same rows.
 */
import { isIP } from 'node:net';
import type { EnvReader } from './env.js';
import { entraMembers, readEntra, type EntraRelyingParty } from './entra-relying-party.js';
import { hostName, list, lower, matching, safeOrigin, uuid, type Given, type Problem } from './given-values.js';
import {
  keycloakEndpoint,
  keycloakMembers,
  readKeycloak,
  type KeycloakRelyingParty,
} from './keycloak-relying-party.js';

/** Our own portal, where people sign in with the passkey. There is one at most. */
export interface OwnRelyingParty {
  id: string;
  kind: 'own';
  /** [WebAuthn Level 3 section 5.1.2] A host name: that of the portal, or one above it. Passkeys are good for it for ever. */
  rpId: string;
  /** As the key and the browser show it. */
  name: string;
  /** From which pages somebody may sign in; the first is that of new passkeys. */
  origins: string[];
  /** Models of keys whose passkeys are taken, UUIDs in lower case; null: every model. */
  aaguids: string[] | null;
  /** A folder of PEM files, of the machine of issuance-svc: vendors of keys who have to vouch for one; null: nobody has to. */
  attestationRootsDir: string | null;
}

/** Those for which the vault is the client. */
export type VaultClientRow = EntraRelyingParty | KeycloakRelyingParty;
export type RelyingPartyRow = VaultClientRow | OwnRelyingParty;

export const isVaultClient = (row: RelyingPartyRow): row is VaultClientRow => row.kind !== 'own';
/** null: nobody signs in here with a passkey. */
export const ownRelyingParty = (rows: readonly RelyingPartyRow[]): OwnRelyingParty | null =>
  rows.find((row): row is OwnRelyingParty => row.kind === 'own') ?? null;

const name = /^[a-z0-9][a-z0-9-]{0,31}$/;

const kinds: {
  [Kind in RelyingPartyRow['kind']]: {
    known: readonly string[];
    read: (id: string, given: Given, problem: Problem) => RelyingPartyRow;
  };
} = {
  entra: { known: entraMembers, read: readEntra },
  keycloak: { known: keycloakMembers, read: readKeycloak },
  own: { known: ['rpId', 'name', 'origins', 'aaguids', 'attestationRootsDir'], read: readOwn },
};

/** `[{"id":"entra","kind":"entra","tenantId":"...","clientId":"..."}]`; none: no passkeys are registered anywhere. */
export function readRelyingParties(reader: EnvReader): RelyingPartyRow[] {
  const text = reader.optional('RELYING_PARTIES');
  if (text === undefined) return [];
  const problem: Problem = (says) => void reader.problems.push(`RELYING_PARTIES ${says}`);
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    problem('is not JSON');
    return [];
  }
  if (!Array.isArray(rows)) {
    problem('is not a JSON array');
    return [];
  }
  const read = rows.flatMap((row: unknown, at) => readRow(row, (says) => problem(`row ${at + 1} ${says}`)));
  if (new Set(read.map(({ id }) => id)).size < read.length) problem('names an id twice');
  if (read.filter(({ kind }) => kind === 'own').length > 1) problem('has two rows of kind own');
  return read;
}

function readRow(row: unknown, problem: Problem): RelyingPartyRow[] {
  if (typeof row !== 'object' || row === null) {
    problem('is not an object');
    return [];
  }
  const given = row as Given;
  const kind = Object.keys(kinds).find((each): each is RelyingPartyRow['kind'] => each === given['kind']);
  if (kind === undefined) {
    problem(`is of no kind that there is: ${Object.keys(kinds).join(', ')}`);
    return [];
  }
  const { known, read } = kinds[kind];
  const unknown = Object.keys(given).find((key) => ![...known, 'id', 'kind'].includes(key));
  if (unknown !== undefined) problem(`has an unknown member "${unknown}"`);
  const id = matching(given['id'], name);
  if (id === undefined) problem('has no id of lower-case letters, digits and hyphens');
  return [read(id ?? '', given, problem)];
}

function readOwn(id: string, given: Given, problem: Problem): OwnRelyingParty {
  const { name: called = 'Cardwright', aaguids, attestationRootsDir } = given;
  const rpId = matching(given['rpId'], hostName) ?? '';
  // Browsers make no passkey for an address.
  if (rpId === '' || isIP(rpId) !== 0) problem('needs rpId, a host name in lower case (no address)');
  if (typeof called !== 'string' || called === '' || called.length > 64)
    problem('has a name of no letters, or over 64');
  const origins = list(given['origins']).map(safeOrigin);
  if (origins.length === 0 || origins.some((each) => each === undefined || !isBelow(rpId, each)))
    problem('needs origins: https:// (http:// on loopback alone), each with rpId as its host or the end of it');
  const models = list(aaguids).map((each) => matching(lower(each), uuid));
  if (aaguids !== undefined && (models.length === 0 || models.includes(undefined)))
    problem('has aaguids that are no list of UUIDs');
  if (attestationRootsDir !== undefined && (typeof attestationRootsDir !== 'string' || attestationRootsDir === ''))
    problem('has an attestationRootsDir that is no folder');
  return {
    ...{ id, kind: 'own', rpId, name: String(called) },
    origins: origins.filter((each) => each !== undefined),
    aaguids: aaguids === undefined ? null : models.filter((each) => each !== undefined),
    attestationRootsDir: typeof attestationRootsDir === 'string' ? attestationRootsDir : null,
  };
}

/** Of an rpId that is wrong by itself, nothing more is said. */
const isBelow = (rpId: string, at: string): boolean => rpId === '' || `.${new URL(at).hostname}`.endsWith(`.${rpId}`);

/** As which client the vault is known there; policyOnly: where the policy alone is read, before a card is held. */
export const clientOf = (
  { clientId, policyClientId }: VaultClientRow,
  { policyOnly }: { policyOnly: boolean },
): string => (policyOnly ? (policyClientId ?? clientId) : clientId);

/** Where a client assertion is sent. */
export const tokenEndpoint = (row: VaultClientRow): string =>
  row.kind === 'keycloak' ? keycloakEndpoint(row, 'token') : `${row.loginUrl}/${row.tenantId}/oauth2/v2.0/token`;

/** Whom it is for: Entra ID wants the address of the token endpoint, Keycloak the issuer. */
export const assertionAudience = (row: VaultClientRow): string =>
  row.kind === 'keycloak' ? row.issuer : tokenEndpoint(row);
