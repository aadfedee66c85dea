/** Requests about credential profiles: authorise, then the services. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { Injectable } from '@nestjs/common';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requireWords } from '../domain/reason-check.js';
import type { Answer, Asked } from './asked.js';
import { contextOf } from '../persistence/change-context.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { ProfileService } from '../records/profiles/profile.service.js';

@Injectable()
export class ProfileRequests {
  constructor(
    private readonly access: AuthorisationService,
    private readonly profiles: ProfileService,
    private readonly withdrawals: ProfileWithdrawals,
  ) {}

  async list(asked: Asked<'profiles.list'>): Answer<'profiles.list'> {
    await this.access.authorise(asked, 'profiles.list');
    return this.profiles.list(asked.tenantId, asked.body);
  }

  async get(asked: Asked<'profiles.get'>): Answer<'profiles.get'> {
    await this.access.authorise(asked, 'profiles.get');
    const { name, version } = asked.body;
    if (version !== undefined) requireVersion(version);
    return { profile: await this.profiles.get(asked.tenantId, name, version) };
  }

  async publish(asked: Asked<'profiles.publish'>): Answer<'profiles.publish'> {
    await this.access.authorise(asked, 'profiles.publish');
    return this.profiles.publish(asked.body.definition, contextOf(asked));
  }

  async withdraw(asked: Asked<'profiles.withdraw'>): Answer<'profiles.withdraw'> {
    await this.access.authorise(asked, 'profiles.withdraw');
    const { name, reason } = asked.body;
    requireWords(reason, 'Say why the profile is withdrawn');
    return this.withdrawals.withdraw(name, reason, contextOf(asked));
  }

  async diff(asked: Asked<'profiles.diff'>): Answer<'profiles.diff'> {
    await this.access.authorise(asked, 'profiles.diff');
    const { name, from, to } = asked.body;
    requireVersion(from);
    requireVersion(to);
    return { changes: await this.profiles.diff(asked.tenantId, name, from, to) };
  }

  async validate(asked: Asked<'profiles.validate'>): Answer<'profiles.validate'> {
    await this.access.authorise(asked, 'profiles.validate');
    const validated = await this.profiles.validate(asked.body.definition, contextOf(asked));
    return { valid: 'definition' in validated, ...validated };
  }
}

function requireVersion(version: unknown): void {
  if (!Number.isInteger(version) || (version as number) < 1 || (version as number) > 2 ** 31 - 1)
    throw new CardwrightError('REQUEST_INVALID', 'A version is a whole number from 1', { field: 'version' });
}
