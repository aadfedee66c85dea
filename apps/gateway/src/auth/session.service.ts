/**
 * Browser sessions: who signed in and the CSRF token that belongs to it, in a sealed cookie. Ends after an idle time and
 * after an absolute one; the roles are those of the sign-in, so a change takes effect at the next one.
 */
import { randomBytes } from 'node:crypto';
import '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.js';
import { GATEWAY_CONFIG } from '../tokens.js';
import { CookieSealer } from './sealed-cookie.js';

export interface Session {
  actor: Actor;
  csrfToken: string;
  /** Seconds since 1970: no idle time goes beyond `startedAt` + the absolute lifetime. */
  startedAt: number;
}
/** What the callback needs to finish a sign-in. */
export interface SignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

/** A session is sealed anew at most this often, not with every request. */
const renewAfterSeconds = 300;
const signInSeconds = 600;

@Injectable()
export class SessionService {
  private readonly sealer: CookieSealer;
  private readonly secure: boolean;

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {
    this.sealer = new CookieSealer(config.sessionKeys);
    this.secure = config.publicUrl.startsWith('https://');
  }

  async start(reply: FastifyReply, actor: Actor): Promise<void> {
    await this.write(reply, { actor, csrfToken: randomBytes(32).toString('base64url'), startedAt: seconds() });
  }

  /** The session of the request's cookie; renewed in passing when it is in use. */
  async read(request: FastifyRequest, reply: FastifyReply): Promise<Session | null> {
    const sealed = request.cookies[this.name('session')];
    const content = sealed === undefined ? null : await this.sealer.open('session', sealed);
    if (content === null) return null;
    const session: Session = {
      actor: content.actor as Actor,
      csrfToken: content.csrfToken as string,
      startedAt: content.startedAt as number,
    };
    if (this.endOf(session) <= seconds()) return null;
    if (seconds() - (content.iat ?? 0) > renewAfterSeconds) await this.write(reply, session);
    return session;
  }

  end(reply: FastifyReply): void {
    void reply.clearCookie(this.name('session'), this.options('strict'));
  }

  async rememberSignIn(reply: FastifyReply, signIn: SignIn): Promise<void> {
    const sealed = await this.sealer.seal('sign-in', { ...signIn }, new Date((seconds() + signInSeconds) * 1000));
    // Lax, because the browser comes back from the issuer's site.
    void reply.setCookie(this.name('sign-in'), sealed, { ...this.options('lax'), maxAge: signInSeconds });
  }

  /** Once: the cookie is gone with the answer. */
  async takeSignIn(request: FastifyRequest, reply: FastifyReply): Promise<SignIn | null> {
    const sealed = request.cookies[this.name('sign-in')];
    void reply.clearCookie(this.name('sign-in'), this.options('lax'));
    return sealed === undefined ? null : ((await this.sealer.open('sign-in', sealed)) as SignIn | null);
  }

  private async write(reply: FastifyReply, session: Session): Promise<void> {
    const idleEnd = seconds() + this.config.sessionIdleMinutes * 60;
    const end = Math.min(idleEnd, this.endOf(session));
    const sealed = await this.sealer.seal('session', { ...session }, new Date(end * 1000));
    void reply.setCookie(this.name('session'), sealed, { ...this.options('strict'), maxAge: end - seconds() });
  }

  private endOf(session: Session): number {
    return session.startedAt + this.config.sessionHours * 3600;
  }

  /** `__Host-` makes browsers insist on Secure, this host and path /. Plain HTTP on the loopback cannot have it. */
  private name(purpose: 'session' | 'sign-in'): string {
    return `${this.secure ? '__Host-' : ''}cardwright-${purpose}`;
  }

  private options(sameSite: 'strict' | 'lax') {
    return { path: '/', httpOnly: true, secure: this.secure, sameSite } as const;
  }
}

const seconds = (): number => Math.floor(Date.now() / 1000);
