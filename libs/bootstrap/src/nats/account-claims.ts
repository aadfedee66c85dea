/**
 * The account JWT: what NATS servers know about our account, and how a user is cut off. Signed by an operator key, pushed through
 * the system account; servers then drop the live connection and refuse the next (tried, design.md 3).
 */
import { decode, encodeAccount, encodeOperator, type Account } from '@nats-io/jwt';
import { createAccount, createOperator, fromPublic, fromSeed, type KeyPair } from '@nats-io/nkeys';

const seedOf = (pair: KeyPair): string => new TextDecoder().decode(pair.getSeed());
const pairOf = (seed: string): KeyPair => fromSeed(new TextEncoder().encode(seed.trim()));

/** Without explicit limits nobody can log in to an account (tried). -1: no limit. */
const limits = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: 0,
  disallow_bearer: true,
} as const;
const jetStreamLimits = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 } as const;

/** Public half of an installation's NATS identities; what servers and pki-svc need to know. Stored as `nats-trust.json`. */
export interface NatsTrustFile {
  operatorJwt: string;
  systemAccount: { publicKey: string; jwt: string };
  account: { publicKey: string; jwt: string };
  /** Public keys of the services in that account, by name; absent in a file of before until the bootstrap has run again. */
  serviceKeys?: Record<string, string>;
}
/** Seeds; each goes to its own file. Operator and account identity keys are given to no service. */
export interface NatsSeeds {
  operator: string;
  operatorSigning: string;
  systemAccount: string;
  account: string;
  accountSigning: string;
}

/** Makes operator, system account and the CARDWRIGHT account (JetStream on), each with its own keys. */
export async function makeNatsIdentities(): Promise<{ trust: NatsTrustFile; seeds: NatsSeeds }> {
  const [operator, operatorSigning] = [createOperator(), createOperator()];
  const [system, account, accountSigning] = [createAccount(), createAccount(), createAccount()];
  const operatorJwt = await encodeOperator('CARDWRIGHT', operator, {
    signing_keys: [operatorSigning.getPublicKey()],
    system_account: system.getPublicKey(),
  });
  const signer = { signer: operatorSigning };
  const systemJwt = await encodeAccount('SYS', system, { limits: { ...limits } }, signer);
  const accountJwt = await encodeAccount(
    'CARDWRIGHT',
    account,
    { limits: { ...limits, ...jetStreamLimits }, signing_keys: [accountSigning.getPublicKey()] },
    signer,
  );
  return {
    trust: {
      operatorJwt,
      systemAccount: { publicKey: system.getPublicKey(), jwt: systemJwt },
      account: { publicKey: account.getPublicKey(), jwt: accountJwt },
    },
    seeds: {
      operator: seedOf(operator),
      operatorSigning: seedOf(operatorSigning),
      systemAccount: seedOf(system),
      account: seedOf(account),
      accountSigning: seedOf(accountSigning),
    },
  };
}

/**
 * The account JWT with one more revocation: every JWT of that user signed up to `at` is void. Keeps what is revoked already.
 * accountJwt: the newest known one (ask `lookUpAccountJwt`). Returns the new JWT; it works once it is pushed.
 */
export async function revokeInAccount(
  accountJwt: string,
  userNkey: string,
  at: Date,
  operatorSigningSeed: string,
): Promise<string> {
  const claims = decode<Account>(accountJwt);
  const account = claims.nats as Account;
  const revocations = { ...account.revocations, [userNkey]: Math.floor(at.getTime() / 1000) };
  return encodeAccount(
    claims.name,
    fromPublic(claims.sub),
    { ...account, revocations },
    { signer: pairOf(operatorSigningSeed) },
  );
}

/** The users that an account JWT revokes: nkey -> seconds since 1970. */
export function revocationsOf(accountJwt: string): Record<string, number> {
  return (decode<Account>(accountJwt).nats.revocations as Record<string, number> | undefined) ?? {};
}

/** The part of a NATS connection (with the system account's credentials) that is needed here. */
export interface SystemConnection {
  request(subject: string, payload: string, options: { timeout: number }): Promise<{ string(): string }>;
}

/** Gives the account JWT to the servers. Throws an Error with the server's reason when it is refused. */
export async function pushAccountJwt(
  system: SystemConnection,
  accountPublicKey: string,
  accountJwt: string,
): Promise<void> {
  const subject = `$SYS.REQ.ACCOUNT.${accountPublicKey}.CLAIMS.UPDATE`;
  const reply = await system.request(subject, accountJwt, { timeout: 5000 });
  const answer = JSON.parse(reply.string()) as {
    data?: { code?: number; message?: string };
    error?: { description?: string };
  };
  if (answer.error || (answer.data?.code ?? 200) !== 200)
    throw new Error(
      `the NATS server refused the account: ${answer.error?.description ?? answer.data?.message ?? 'no reason given'}`,
    );
}

/** The account JWT that the servers hold now. */
export async function lookUpAccountJwt(system: SystemConnection, accountPublicKey: string): Promise<string> {
  const reply = await system.request(`$SYS.REQ.ACCOUNT.${accountPublicKey}.CLAIMS.LOOKUP`, '', { timeout: 5000 });
  return reply.string();
}
