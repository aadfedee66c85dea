/**
 * User JWTs and credentials files of NATS operator mode, from the permission rows of the contracts.
 * Used by the bootstrap (services) and by pki-svc (agents, whose key never leaves their machine). Governed by design.md 3.
 */
import { isDeepStrictEqual } from 'node:util';
import { decode, encodeUser, fmtCreds, parseCreds, type Permissions, type User } from '@nats-io/jwt';
import { createUser, fromPublic, fromSeed, type KeyPair } from '@nats-io/nkeys';
import { agentPermissions, type NatsPermissions } from '@cardwright/contracts/nats/permissions';
import { rootCaTag } from '@cardwright/contracts/workstation/root-ca-tag';
import { signedBatchesTag } from '@cardwright/contracts/workstation/signed-batches-tag';
import { vaultKeyTag } from '@cardwright/contracts/workstation/vault-key-tag';

/** Agents' JWTs live this long and are renewed at half of it. */
const agentJwtDays = 30;

export interface UserJwtRequest {
  name: string;
  /** Public nkey (`U...`). */
  userNkey: string;
  /** Public nkey of the account (`A...`): the signing key only signs for it. */
  accountPublicKey: string;
  /** Seed text of an account signing key (`SA...`). */
  signingSeed: string;
  permissions: NatsPermissions;
  tags?: readonly string[];
  /** The most that one connection may have; default: no limit. */
  subscriptions?: number;
  /** Default: no end, for services (they are rotated by a new bootstrap). */
  expiresAt?: Date;
}

/** Signs a user JWT. Throws TypeError when the nkey is not a user's. */
async function signUserJwt(request: UserJwtRequest): Promise<string> {
  if (!request.userNkey.startsWith('U')) throw new TypeError('not a user nkey');
  const expiry = request.expiresAt ? { exp: Math.floor(request.expiresAt.getTime() / 1000) } : {};
  const tags = request.tags ? { tags: [...request.tags] } : {};
  const subs = request.subscriptions === undefined ? {} : { subs: request.subscriptions };
  return encodeUser(
    request.name,
    fromPublic(request.userNkey),
    fromSeed(new TextEncoder().encode(request.signingSeed.trim())),
    {
      ...jwtPermissions(request.permissions),
      issuer_account: request.accountPublicKey,
      ...tags,
      ...unlimited,
      ...subs,
    },
    expiry,
  );
}

/**
 * The JWT of one agent, good for 30 days from `now`. vaultKid: the vault key that it may seal to. rootsSha256Hex: the roots that it may trust.
 * wantsSignedBatches: it executes no batch that the vault has not signed.
 */
export async function signAgentJwt(
  request: Pick<UserJwtRequest, 'userNkey' | 'accountPublicKey' | 'signingSeed'> & {
    workstationId: string;
    vaultKid?: string;
    rootsSha256Hex?: readonly string[];
    wantsSignedBatches?: boolean;
    now: Date;
  },
): Promise<{ jwt: string; expiresAt: Date }> {
  const expiresAt = new Date(request.now.getTime() + agentJwtDays * 24 * 3600 * 1000);
  const { workstationId, vaultKid, rootsSha256Hex = [], wantsSignedBatches = false, ...rest } = request;
  const permissions = agentPermissions(workstationId);
  const tags = [
    ...(vaultKid === undefined ? [] : [vaultKeyTag(vaultKid)]),
    ...rootsSha256Hex.map(rootCaTag),
    ...(wantsSignedBatches ? [signedBatchesTag] : []),
  ];
  const jwt = await signUserJwt({
    ...rest,
    ...(tags.length > 0 && { tags }),
    name: `agent ${workstationId}`,
    permissions,
    subscriptions: agentSubscriptions,
    expiresAt,
  });
  return { jwt, expiresAt };
}

/** A key with its JWT as the text of a `.creds` file (secret: it holds the seed). before: such a text, whose key is kept. */
export async function makeCredentials(request: Omit<UserJwtRequest, 'userNkey'>, before?: string): Promise<string> {
  const user = before === undefined ? createUser() : (await credentialsIn(before)).key;
  const jwt = await signUserJwt({ ...request, userNkey: user.getPublicKey() });
  return new TextDecoder().decode(fmtCreds(jwt, user));
}

/** Whether the text of a `.creds` file gives exactly these permissions. */
export async function grants(creds: string, permissions: NatsPermissions): Promise<boolean> {
  const { pub, sub, resp } = decode<User>((await credentialsIn(creds)).jwt).nats;
  const wanted = jwtPermissions(permissions);
  return isDeepStrictEqual([pub, sub, resp].map(plain), [wanted.pub, wanted.sub, wanted.resp].map(plain));
}

/** The JWT says `{}` where nothing was said. */
const plain = (part: object | undefined): unknown => (part === undefined ? {} : JSON.parse(JSON.stringify(part)));

/** The public nkey (`U...`) of the text of a `.creds` file. */
export const userOf = async (creds: string): Promise<string> => (await credentialsIn(creds)).key.getPublicKey();

async function credentialsIn(creds: string): Promise<{ jwt: string; key: KeyPair }> {
  const { jwt, key } = await parseCreds(new TextEncoder().encode(creds));
  return { jwt, key: fromSeed(new TextEncoder().encode(key)) };
}

// Zero would mean "none at all" in a JWT: every limit is said explicitly.
const unlimited = { data: -1, payload: -1, subs: -1 };
/** An agent listens to its requests and to its own inbox. */
export const agentSubscriptions = 8;

function jwtPermissions(row: NatsPermissions): Permissions {
  return {
    pub: { allow: [...row.publish] },
    sub: { allow: [...row.subscribe] },
    // The wire unit is nanoseconds.
    ...(row.responses ? { resp: { max: row.responses.max, ttl: row.responses.ttlMs * 1_000_000 } } : {}),
  };
}
