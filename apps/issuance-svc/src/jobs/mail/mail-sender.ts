/**
 * Sends what there is to tell (docs/mail.md). Every copy of the service takes part; each mail is claimed by one of them. A mail is sent twice only
 * if a copy dies, or loses the database, between the server's answer and the commit: then it has the same Message-ID.
 */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Sweep } from '@cardwright/service-kit/sweep';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import type { MailConfig } from '../../config/mail-config.js';
import { MailRepository, type ClaimedMail, type MailOutcome } from '../../records/mail/mail.repository.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';
import { letterOf } from './letter.js';
import { deliveryMs, Relay, type Delivery } from './relay.js';

const leaseMs = 2 * deliveryMs;
const mostBetweenTriesMs = 3600_000;

@Injectable()
export class MailSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MailSender.name);
  private readonly sweep: Sweep | null;
  private readonly relay: Relay | null;
  private stopping = false;
  /** By a clock that never jumps. */
  private pausedUntil = 0;
  private failures = 0;

  constructor(
    private readonly mails: MailRepository,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'mail'>,
    @Inject(SAGA_PACE) private readonly pace: Pick<SagaPace, 'mailMs' | 'mailAgainMs'>,
  ) {
    const { mail } = config;
    this.relay = mail === null ? null : new Relay(mail);
    this.sweep =
      mail === null
        ? null
        : new Sweep({
            everyMs: pace.mailMs,
            round: () => this.round(),
            logger: this.logger,
            failing: 'cardholders get no mail',
          });
  }

  onApplicationBootstrap(): void {
    if (this.config.mail === null) this.logger.log('mail is off: SMTP_URL is not set');
    this.sweep?.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.sweep?.stop();
  }

  /** Everything that may be sent now. */
  async round(): Promise<void> {
    const { mail } = this.config;
    if (mail === null || performance.now() < this.pausedUntil) return;
    while (await this.mails.gather(mail.perPersonAndDay));
    while (!this.stopping) {
      const claimed = await this.mails.claim(mail.perMinute, leaseMs);
      if (claimed === null) return;
      if (!(await this.send(claimed, mail))) return;
    }
  }

  /** False: the server takes nothing now. */
  private async send(claimed: ClaimedMail, config: MailConfig): Promise<boolean> {
    const { mailId, displayName, email, notices } = claimed;
    // Nothing in it is of use any more, or the address is gone.
    if (notices.length === 0 || email === null) {
      await this.mails.settle(claimed, { state: 'given-up' });
      return true;
    }
    const letter = letterOf(notices, { name: displayName, config });
    const delivery = await this.relay!.send({ mailId, to: { name: displayName, address: email } }, letter);
    await this.mails.settle(claimed, this.outcome(claimed, delivery));
    this.note(claimed, delivery);
    return delivery.result !== 'relay';
  }

  private outcome({ tries }: ClaimedMail, delivery: Delivery): MailOutcome {
    if (delivery.result === 'sent') return { state: 'sent' };
    const { answer } = delivery;
    if (delivery.result === 'refused') return { state: 'refused', answer };
    const wait = Math.min(this.pace.mailAgainMs * 2 ** Math.min(tries - 1, 20), mostBetweenTriesMs);
    return { state: 'queued', answer, again: new Date(Date.now() + wait) };
  }

  private note({ mailId, tries }: ClaimedMail, delivery: Delivery): void {
    if (delivery.result === 'relay') {
      if (this.failures === 0)
        this.logger.warn({ answer: delivery.answer, mailId }, 'the mail server takes nothing; mails wait');
      const wait = Math.min(this.pace.mailAgainMs * 2 ** Math.min(this.failures, 20), mostBetweenTriesMs / 12);
      this.failures++;
      this.pausedUntil = performance.now() + wait;
      return;
    }
    if (this.failures > 0) this.logger.log('the mail server answers again');
    this.failures = 0;
    if (delivery.result !== 'sent') this.logger.warn({ ...delivery, mailId, tries }, 'a mail was not taken');
  }
}
