/** Requests about workstations: authorise, then the service. Enrolment has no actor: the code is the authority. */
import type { EdgeCalls } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import {
  anyEdgeCallSubject,
  anyEdgeEventSubject,
  issuanceSubject,
  workstationOfSubject,
} from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, NatsContext, Payload } from '@nestjs/microservices';
import { begunExport } from '../records/audit/exported-list.js';
import { AuthorisationService } from '../records/authorisation/authorisation.service.js';
import { permissionsOf, type ActorContext } from '../domain/authorisation.js';
import { requireWords } from '../domain/reason-check.js';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { WorkstationDiagnosis, type CardsShown } from '../records/workstations/workstation-diagnosis.js';
import { EnrolmentService } from '../records/workstations/enrolment.service.js';
import { HolderPlaces } from '../records/workstations/holder-places.js';
import { WorkstationService } from '../records/workstations/workstation.service.js';

@Controller()
export class WorkstationController {
  constructor(
    private readonly access: AuthorisationService,
    private readonly workstations: WorkstationService,
    private readonly enrolments: EnrolmentService,
    private readonly diagnosis: WorkstationDiagnosis,
    private readonly places: HolderPlaces,
  ) {}

  @MessagePattern(issuanceSubject('workstations.list'))
  async list(@Payload() asked: Asked<'workstations.list'>): Answer<'workstations.list'> {
    await this.access.authorise(asked, 'workstations.list');
    return this.workstations.list(asked.tenantId, asked.body, contextOf(asked), begunExport(asked));
  }

  @MessagePattern(issuanceSubject('workstations.summary'))
  async summary(@Payload() asked: Asked<'workstations.summary'>): Answer<'workstations.summary'> {
    await this.access.authorise(asked, 'workstations.summary');
    return this.workstations.summary(asked.tenantId);
  }

  @MessagePattern(issuanceSubject('workstations.get'))
  async get(@Payload() asked: Asked<'workstations.get'>): Answer<'workstations.get'> {
    await this.access.authorise(asked, 'workstations.get');
    return this.workstations.detail(asked.body.workstationId, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.doctor'))
  async doctor(@Payload() asked: Asked<'workstations.doctor'>): Answer<'workstations.doctor'> {
    const actor = await this.access.authorise(asked, 'workstations.doctor');
    return this.diagnosis.doctor(asked.body.workstationId, cardsShownTo(actor), contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.logs'))
  async logs(@Payload() asked: Asked<'workstations.logs'>): Answer<'workstations.logs'> {
    const actor = await this.access.authorise(asked, 'workstations.logs');
    return this.diagnosis.logs(asked.body, cardsShownTo(actor), contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.readers'))
  async readers(@Payload() asked: Asked<'workstations.readers'>): Answer<'workstations.readers'> {
    const actor = await this.access.authorise(asked, 'workstations.readers');
    await this.places.require(actor, asked.actor, asked.body.workstationId);
    const { readers } = await this.workstations.readers(asked.body.workstationId, contextOf(asked));
    const shown =
      cardsShownTo(actor) === 'cards' ? readers : readers.map((reader) => ({ ...reader, identityText: null }));
    const { identity } = asked.body;
    return { readers: identity === undefined ? shown : shown.filter((reader) => reader.identityText === identity) };
  }

  @MessagePattern(issuanceSubject('workstations.enrolment-code'))
  async createCode(@Payload() asked: Asked<'workstations.enrolment-code'>): Answer<'workstations.enrolment-code'> {
    await this.access.authorise(asked, 'workstations.enrolment-code');
    return this.enrolments.createCode(asked.body.name, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.enrol'))
  async enrol(@Payload() asked: Asked<'workstations.enrol'>): Answer<'workstations.enrol'> {
    return this.enrolments.enrol(asked.body, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.allow-enrolment'))
  async allowEnrolment(
    @Payload() asked: Asked<'workstations.allow-enrolment'>,
  ): Answer<'workstations.allow-enrolment'> {
    await this.access.authorise(asked, 'workstations.allow-enrolment');
    requireWords(asked.body.reason, say('why.enrolled'));
    return this.workstations.allowEnrolment(asked.body.workstationId, asked.body.reason, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('workstations.revoke'))
  async revoke(@Payload() asked: Asked<'workstations.revoke'>): Answer<'workstations.revoke'> {
    await this.access.authorise(asked, 'workstations.revoke');
    requireWords(asked.body.reason, say('why.shut-out'));
    return this.workstations.revoke(asked.body.workstationId, asked.body.reason, contextOf(asked));
  }

  /** The workstation is the subject's, which NATS permissions vouch for. */
  @EventPattern<string>(anyEdgeEventSubject('agent.started'), { onlyLast: true })
  agentStarted(@Payload() status: unknown, @Ctx() context: NatsContext): void {
    this.workstations.heard(workstationOfSubject(context.getSubject()), status);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.report'), { onlyLast: true })
  agentReports(@Payload() report: unknown, @Ctx() context: NatsContext): void {
    this.workstations.heard(workstationOfSubject(context.getSubject()), report);
  }

  @EventPattern<string>(anyEdgeEventSubject('agent.stopped'), { onlyLast: true })
  agentStopped(@Ctx() context: NatsContext): void {
    this.workstations.stopped(workstationOfSubject(context.getSubject()));
  }

  /** At every connection (requirement B12). */
  @MessagePattern(anyEdgeCallSubject('version.exchange'))
  exchangeVersions(): ReplyOf<EdgeCalls, 'version.exchange'> {
    return this.workstations.versions();
  }

  /**
   * Due every two weeks; each one is a signature of the vault and two rows of the audit trail. The workstation is the subject's; an agent
   * names no tenant, there is one.
   */
  @MessagePattern(anyEdgeCallSubject('jwt.renew'), { lane: { atOnce: 1, waiting: 4, burst: 10, perSecond: 0.02 } })
  renewJwt(
    @Payload() asked: RequestEnvelope<RequestOf<EdgeCalls, 'jwt.renew'>>,
    @Ctx() context: NatsContext,
  ): Promise<ReplyOf<EdgeCalls, 'jwt.renew'>> {
    const change = { ...contextOf(asked), tenantId: defaultTenantId };
    return this.workstations.renewJwt(workstationOfSubject(context.getSubject()), asked.body.agentNkey, change);
  }
}

const cardsShownTo = (actor: ActorContext): CardsShown =>
  permissionsOf(actor).includes('others.view') ? 'cards' : 'no cards';
