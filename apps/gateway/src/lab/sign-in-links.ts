/**
 * Links of `npm start` that sign somebody in without the issuer (LAB_SIGN_IN_DIR): a file per link, by the SHA-256 of what is secret in it
 * (tools/start/sign-in-link.mjs). Whoever may write into that folder has all secrets of the installation beside it.
 */
import { createHash } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { Inject, Injectable } from '@nestjs/common';
import { actorOf, type Claims } from '../auth/actor.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

interface Link {
  /** Milliseconds since 1970. */
  goodUntil: number;
  claims: Claims;
}

@Injectable()
export class SignInLinks {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** Whom the link is for; it is gone then, also where its time is over. Throws AUTH_TOKEN_INVALID, the same for every link that is not good. */
  async take(token: string): Promise<Actor> {
    const link = await this.takeFile(createHash('sha256').update(token).digest('hex'));
    if (link === null || link.goodUntil < Date.now())
      throw new CardwrightError('AUTH_TOKEN_INVALID', say('access.link-used'));
    const { oidc } = this.config;
    return actorOf({ ...link.claims, iss: oidc.issuer }, oidc);
  }

  private async takeFile(name: string): Promise<Link | null> {
    const file = join(this.config.labSignInDir ?? '', name);
    try {
      const text = await readFile(file, 'utf8');
      // Of several who come at once one removes it; the others find nothing to remove.
      await unlink(file);
      return JSON.parse(text) as Link;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
