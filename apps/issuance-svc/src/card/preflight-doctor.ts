/**
 * The doctor (F09) checks agent and vault before the first write of a card saga. Its checks are part of a dry run's answer, and an issue or
 * a reprovision is refused when one of them fails. A good answer is kept for some seconds, so that sixteen issues at once ask once. A bad
 * answer is checked again before it is reported, because the previous saga may have released the reader meanwhile.
 */
import { Inject, Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PreflightCheck } from '@cardwright/contracts/nats/plan-summary';
import { errorWords } from '@cardwright/contracts/words/say';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../config/config.js';
import { preflightChecks, refusal } from '../domain/preflight-checks.js';
import type { CredentialProfileVersionEntity } from '../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../persistence/device.entity.js';

const believedForMs = 5_000;

interface Examined {
  device: DeviceEntity;
  version: CredentialProfileVersionEntity;
  workstationId: string;
}

@Injectable()
export class PreflightDoctor {
  private readonly answers = new Map<string, { until: number; answer: Promise<unknown> }>();

  constructor(
    private readonly rpc: RpcClient,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'minimumAgentVersion'>,
  ) {}

  /** Throws the error of the call when agent or vault cannot be asked at all. */
  async examine(context: CallContext, asked: Examined): Promise<PreflightCheck[]> {
    const checks = await this.look(context, asked);
    if (refusal(checks) === undefined) return checks;
    this.answers.clear();
    return this.look(context, asked);
  }

  /** Throws the code of the first check that forbids a write; its text is the check's, and `fix` says what to do. */
  async require(context: CallContext, asked: Examined): Promise<void> {
    const failed = refusal(await this.examine(context, asked));
    if (failed === undefined) return;
    throw new CardwrightError(
      failed.code!,
      errorWords({ code: failed.code!, message: failed.text, said: failed.said?.text }),
      { check: failed.check, fix: failed.fix },
    );
  }

  private async look(context: CallContext, asked: Examined): Promise<PreflightCheck[]> {
    const { device, version, workstationId } = asked;
    const [agent, ca, offered, keys] = await Promise.all([
      this.lately(`agent ${workstationId}`, async () => {
        const status = await this.rpc.edge(workstationId, 'agent.status', {}, context);
        return { status, nowMs: Date.now() };
      }),
      this.lately('ca', () => this.rpc.pki('ca.check', {}, context)),
      this.lately('profiles', () => this.rpc.pki('profiles.list', {}, context)),
      device.keyset === 'factory' ? null : this.rpc.pki('vault.key-set.get', { deviceId: device.deviceId }, context),
    ]);
    return preflightChecks({
      agent: agent.status,
      minimumAgentVersion: this.config.minimumAgentVersion,
      nowMs: agent.nowMs,
      identityText: device.identityText,
      requestId: device.activeRequestId,
      ca,
      certificateProfiles: offered.profiles.map(({ name }) => name),
      wantedProfiles: version.definition.credentials.map(({ certificateProfile }) => certificateProfile),
      keySet: keys === null ? null : { known: keys.current !== null || keys.pending !== null },
    });
  }

  private lately<Answer>(name: string, ask: () => Promise<Answer>): Promise<Answer> {
    const now = performance.now();
    const known = this.answers.get(name);
    if (known !== undefined && known.until > now) return known.answer as Promise<Answer>;
    const answer = ask();
    this.answers.set(name, { until: now + believedForMs, answer });
    answer.catch(() => this.answers.delete(name));
    return answer;
  }
}
