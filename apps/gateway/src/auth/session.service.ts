/**
 * Browser sessions: who signed in and the CSRF token that belongs to it, in a sealed cookie; whether the session goes on is asked of
 * issuance-svc with every request (docs/decisions/0007), so that a sign-out is final on every copy of the gateway. It ends after an idle
 * time and after an absolute one; the roles are those of the sign-in, so a change takes effect at the next one.
 */
import { createHash, randomBytes } from 'node:crypto';
import '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticationMethod } from '@cardwright/contracts/access/card-sign-in';
import { type Actor, defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { type CallContext, RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JWTPayload } from 'jose';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';
import { browserOf } from './browser-names.js';
import { type CookiePurpose, CookieSealer } from './sealed-cookie.js';

export interface Session {
  /** 256 random bits that no one but the browser has; issuance-svc knows their SHA-256. */
  id: string;
  actor: Actor;
  csrfToken: string;
  /** Seconds since 1970: the absolute end. */
  expiresAt: number;
  /** How the person proved who they are; absent: at the issuer. */
  amr?: readonly AuthenticationMethod[];
}
/** As the record has it now. */
export interface LiveSession extends Session {
  /** Since its person proved who they are; null: not known. */
  authenticatedSecondsAgo: number | null;
}
/** What the callback needs to finish a sign-in. */
export interface SignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
  /** Seconds since 1970. */
  startedAt: number;
  /** The record of the session that it takes the place of: the browser may withhold that cookie when it comes back from another site. */
  beforeSha256Hex?: string;
  /** Only this person may come back: they confirm that it is them, for the session before. */
  confirms?: { iss: string; sub: string };
}
/** Who has signed in, and since when that is proved. */
export interface SignedIn {
  actor: Actor;
  /** null: nobody knows. */
  authenticatedAt: Date | null;
  /** As in the session. */
  amr?: readonly AuthenticationMethod[];
}

/** The same for one with the card: the door has the SHA-256 of the verifier. */
export interface CardSignIn {
  verifier: string;
  returnTo: string;
  /** As in SignIn. */
  beforeSha256Hex?: string;
}

/** The same for one with a passkey, of which the browser has the challenge. */
export interface PasskeySignIn {
  challenge: string;
}

type SignInPurpose = Exclude<CookiePurpose, 'session'>;
const signInSeconds = 600;
/** Lax where the browser comes back from another site. */
const sentFor = { 'sign-in': 'lax', 'card-sign-in': 'lax', 'passkey-sign-in': 'strict' } as const;

@Injectable()
export class SessionService {
  private readonly sealer: CookieSealer;
  private readonly secure: boolean;

  constructor(
    private readonly rpc: RpcClient,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {
    this.sealer = new CookieSealer(config.sessionKeys);
    this.secure = config.publicUrl.startsWith('https://');
  }

  /** In place of the one of before, if there is one. Throws REQUEST_SERVICE_UNAVAILABLE, REQUEST_TIMEOUT: without its record there is none. */
  async start(
    request: FastifyRequest,
    reply: FastifyReply,
    { actor, authenticatedAt, amr }: SignedIn,
    { beforeSha256Hex, confirms }: Pick<SignIn, 'beforeSha256Hex' | 'confirms'>,
  ): Promise<void> {
    const renews = confirms === undefined ? undefined : beforeSha256Hex;
    await this.endRecords(request, beforeSha256Hex, renews);
    const id = randomBytes(32).toString('base64url');
    const absoluteSeconds = this.config.sessionHours * 3600;
    await this.rpc.issuance(
      'sessions.start',
      {
        sessionSha256Hex: hashOf(id),
        idleSeconds: this.config.sessionIdleMinutes * 60,
        absoluteSeconds,
        ...(authenticatedAt && { authenticatedAt: authenticatedAt.toISOString() }),
        ...(renews && { renewsSha256Hex: renews }),
        ...browserOf(request.headers['user-agent']),
        ...(amr && { amr }),
      },
      { ...callOf(request), actor },
    );
    const session: Session = {
      id,
      actor,
      csrfToken: randomBytes(32).toString('base64url'),
      expiresAt: seconds() + absoluteSeconds,
      ...(amr && { amr }),
    };
    const sealed = await this.sealer.seal('session', { ...session }, new Date(session.expiresAt * 1000));
    void reply.setCookie(this.name('session'), sealed, { ...this.options('strict'), maxAge: absoluteSeconds });
  }

  /** The session of the request's cookie, as used now if `touch`; null: none, or one that has ended. Throws as `start`. */
  async read(request: FastifyRequest, touch = true): Promise<LiveSession | null> {
    const session = await this.cookieOf(request);
    if (session === null) return null;
    const asked = { sessionSha256Hex: hashOf(session.id), touch };
    const { active, pairedWorkstationId, authenticatedSecondsAgo } = await this.rpc.issuance(
      'sessions.check',
      asked,
      callOf(request),
    );
    if (!active) return null;
    return {
      ...session,
      // Of now, whatever the cookie says.
      actor: { ...session.actor, pairedWorkstationId: pairedWorkstationId ?? undefined },
      authenticatedSecondsAgo: authenticatedSecondsAgo ?? null,
    };
  }

  /** touch: it is being used. Throws as `start`. */
  async isActive({ id }: Session, { call, touch }: { call: CallContext; touch: boolean }): Promise<boolean> {
    const { active } = await this.rpc.issuance('sessions.check', { sessionSha256Hex: hashOf(id), touch }, call);
    return active;
  }

  /** The record of the session that the request's cookie names, ended or not; undefined: there is no such cookie. */
  async recordBefore(request: FastifyRequest): Promise<string | undefined> {
    const session = await this.cookieOf(request);
    return session === null ? undefined : hashOf(session.id);
  }

  /** By what issuance-svc knows it. */
  recordOf({ id }: Session): string {
    return hashOf(id);
  }

  /** The cookie of a session that has ended in the record already. */
  forget(reply: FastifyReply): void {
    void reply.clearCookie(this.name('session'), this.options('strict'));
  }

  /** The cookie goes in any case. Throws as `start`: then the session may still be good to whoever has a copy of the cookie. Answers what it was. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<Session | null> {
    this.forget(reply);
    await this.endRecords(request);
    return this.cookieOf(request);
  }

  rememberSignIn(reply: FastifyReply, signIn: SignIn): Promise<void> {
    return this.remember('sign-in', reply, { ...signIn });
  }

  /** Once: the cookie is gone with the answer. */
  async takeSignIn(request: FastifyRequest, reply: FastifyReply): Promise<SignIn | null> {
    return (await this.take('sign-in', request, reply)) as SignIn | null;
  }

  rememberCardSignIn(reply: FastifyReply, signIn: CardSignIn): Promise<void> {
    return this.remember('card-sign-in', reply, { ...signIn });
  }

  /** As takeSignIn. */
  async takeCardSignIn(request: FastifyRequest, reply: FastifyReply): Promise<CardSignIn | null> {
    return (await this.take('card-sign-in', request, reply)) as CardSignIn | null;
  }

  rememberPasskeySignIn(reply: FastifyReply, signIn: PasskeySignIn): Promise<void> {
    return this.remember('passkey-sign-in', reply, { ...signIn });
  }

  /** As takeSignIn. */
  async takePasskeySignIn(request: FastifyRequest, reply: FastifyReply): Promise<PasskeySignIn | null> {
    return (await this.take('passkey-sign-in', request, reply)) as PasskeySignIn | null;
  }

  private async remember(purpose: SignInPurpose, reply: FastifyReply, content: JWTPayload): Promise<void> {
    const sealed = await this.sealer.seal(purpose, content, new Date((seconds() + signInSeconds) * 1000));
    void reply.setCookie(this.name(purpose), sealed, { ...this.options(sentFor[purpose]), maxAge: signInSeconds });
  }

  private async take(purpose: SignInPurpose, request: FastifyRequest, reply: FastifyReply): Promise<object | null> {
    const sealed = request.cookies[this.name(purpose)];
    void reply.clearCookie(this.name(purpose), this.options(sentFor[purpose]));
    return sealed === undefined ? null : this.sealer.open(purpose, sealed);
  }

  /** That of the request's cookie and this one, but not the one that goes on as another. */
  private async endRecords(request: FastifyRequest, further?: string, kept?: string): Promise<void> {
    for (const sessionSha256Hex of new Set([await this.recordBefore(request), further]))
      if (sessionSha256Hex !== undefined && sessionSha256Hex !== kept)
        await this.rpc.issuance('sessions.end', { sessionSha256Hex }, callOf(request));
  }

  /** null also for a cookie of the release before, which has no record: its owner signs in again. */
  private async cookieOf(request: FastifyRequest): Promise<Session | null> {
    const sealed = request.cookies[this.name('session')];
    const content = sealed === undefined ? null : await this.sealer.open('session', sealed);
    return typeof content?.id === 'string' ? (content as unknown as Session) : null;
  }

  /** `__Host-` makes browsers insist on Secure, this host and path /. Plain HTTP on the loopback cannot have it. */
  private name(purpose: CookiePurpose): string {
    return `${this.secure ? '__Host-' : ''}cardwright-${purpose}`;
  }

  private options(sameSite: 'strict' | 'lax') {
    return { path: '/', httpOnly: true, secure: this.secure, sameSite } as const;
  }
}

const callOf = ({ id }: FastifyRequest): CallContext => ({ tenantId: defaultTenantId, correlationId: id });
const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex').toUpperCase();
const seconds = (): number => Math.floor(Date.now() / 1000);
