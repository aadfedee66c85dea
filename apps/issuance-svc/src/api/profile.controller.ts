/** Requests about credential profiles: authorise, then the services. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { requireWords } from '../domain/reason-check.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { ProfileVersions } from '../records/profiles/profile-versions.js';
import { ProfileWithdrawals } from '../records/profiles/profile-withdrawals.js';
import { ProfileService } from '../records/profiles/profile.service.js';

@Controller()
export class ProfileController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly profiles: ProfileService,
    private readonly withdrawals: ProfileWithdrawals,
    private readonly versions: ProfileVersions,
  ) {}

  @MessagePattern(issuanceSubject('profiles.list'))
  async list(@Payload() asked: Asked<'profiles.list'>): Answer<'profiles.list'> {
    await this.access.authorise(asked, 'profiles.list');
    return this.profiles.list(asked.tenantId, asked.body);
  }

  @MessagePattern(issuanceSubject('profiles.get'))
  async get(@Payload() asked: Asked<'profiles.get'>): Answer<'profiles.get'> {
    await this.access.authorise(asked, 'profiles.get');
    const { name, version } = asked.body;
    if (version !== undefined) requireVersion(version);
    return { profile: await this.profiles.get(asked.tenantId, name, version) };
  }

  @MessagePattern(issuanceSubject('profiles.publish'))
  async publish(@Payload() asked: Asked<'profiles.publish'>): Answer<'profiles.publish'> {
    await this.access.authorise(asked, 'profiles.publish');
    return this.profiles.publish(asked.body.definition, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('profiles.withdraw'))
  async withdraw(@Payload() asked: Asked<'profiles.withdraw'>): Answer<'profiles.withdraw'> {
    await this.access.authorise(asked, 'profiles.withdraw');
    const { name, reason } = asked.body;
    requireWords(reason, say('why.profile-withdrawn'));
    return this.withdrawals.withdraw(name, reason, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('profiles.diff'))
  async diff(@Payload() asked: Asked<'profiles.diff'>): Answer<'profiles.diff'> {
    await this.access.authorise(asked, 'profiles.diff');
    const { name, from, to } = asked.body;
    requireVersion(from);
    requireVersion(to);
    return { changes: await this.profiles.diff(asked.tenantId, name, from, to) };
  }

  @MessagePattern(issuanceSubject('profiles.validate'))
  async validate(@Payload() asked: Asked<'profiles.validate'>): Answer<'profiles.validate'> {
    await this.access.authorise(asked, 'profiles.validate');
    const validated = await this.profiles.validate(asked.body.definition, contextOf(asked));
    if (!('definition' in validated)) return { valid: false, ...validated };
    return { valid: true, ...validated, preview: await this.versions.preview(asked.tenantId, validated.definition) };
  }

  @MessagePattern(issuanceSubject('profiles.versions'))
  async listVersions(@Payload() asked: Asked<'profiles.versions'>): Answer<'profiles.versions'> {
    await this.access.authorise(asked, 'profiles.versions');
    return this.versions.list(asked.tenantId, asked.body);
  }
}

function requireVersion(version: unknown): void {
  if (!Number.isInteger(version) || (version as number) < 1 || (version as number) > 2 ** 31 - 1)
    throw new CardwrightError('REQUEST_INVALID', say('input.version'), { field: 'version' });
}
