/**
 * How a workstation enrols by a deployment code: which record its host name gives it, and one of the code's places. A second computer of a name
 * is refused and gets no name of our making: operators choose a workstation by its name, and would act on a card at another desk.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { hostNameOf, type DeploymentCode } from '@cardwright/contracts/workstation/deployment-code';
import { say } from '@cardwright/contracts/words/say';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DeploymentCodeEntity } from '../../persistence/deployment-code.entity.js';
import { newWorkstationId, requireName } from './code-text.js';
import { DeploymentCodeRepository } from './deployment-code.repository.js';
import { WorkstationRepository } from './workstation.repository.js';

const refusals: Readonly<Partial<Record<DeploymentCode['state'], ErrorCode>>> = {
  revoked: 'ENROLMENT_CODE_REVOKED',
  expired: 'ENROLMENT_CODE_EXPIRED',
  'used-up': 'ENROLMENT_CODE_USED_UP',
};

export function stateOf(
  { revokedAt, expiresAt, places, used }: DeploymentCodeEntity,
  now: Date,
): DeploymentCode['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return used >= places ? 'used-up' : 'open';
}

export interface DeploymentRecord {
  workstationId: string;
  name: string;
  again: boolean;
}

@Injectable()
export class DeploymentPlaces {
  constructor(
    private readonly codes: DeploymentCodeRepository,
    private readonly workstations: WorkstationRepository,
  ) {}

  /**
   * The record that a computer with this host name gets. again: it has it already with this very key, and did not hear so: it takes no second
   * place, whatever became of the code since. Throws ENROLMENT_CODE_REVOKED, _EXPIRED, _USED_UP, ENROLMENT_NAME_TAKEN {name}, REQUEST_INVALID.
   */
  async recordFor(code: DeploymentCodeEntity, hostName: unknown, agentNkey: string): Promise<DeploymentRecord> {
    const host = hostNameOf(hostName);
    if (host === undefined)
      throw new CardwrightError('REQUEST_INVALID', say('input.no-host-name'), {
        field: 'hostName',
      });
    const name = requireName(
      code.namePattern.replace('{host}', () => host),
      'hostName',
    );
    const known = await this.workstations.ofName(code.tenantId, name);
    if (known !== null && known.agentNkey === agentNkey && known.revokedAt === null)
      return { workstationId: known.workstationId, name, again: true };
    requireOpen(code);
    if (known !== null) await this.requireFree(known.workstationId, name);
    return { workstationId: known?.workstationId ?? newWorkstationId(), name, again: false };
  }

  /** Within the transaction that enrols: the place, and the record, which is locked. Throws as `recordFor` does; then nothing has changed. */
  async take(
    manager: EntityManager,
    code: DeploymentCodeEntity,
    { workstationId, name, again }: DeploymentRecord,
    agentNkey: string,
  ): Promise<void> {
    if (again) {
      const still = await this.workstations.lock(manager, workstationId);
      if (still?.agentNkey !== agentNkey || still.revokedAt !== null) throw nameTaken(name);
      return;
    }
    const { tenantId, deploymentCodeId, groupName } = code;
    if (!(await this.codes.takePlace(manager, deploymentCodeId))) {
      requireOpen((await this.codes.find(tenantId, deploymentCodeId, manager))!);
      throw new CardwrightError('ENROLMENT_CODE_EXPIRED');
    }
    const taken = await this.workstations.ensure(manager, tenantId, name, workstationId);
    if (taken !== workstationId) throw nameTaken(name);
    await this.requireFree(workstationId, name, manager);
    await this.workstations.voidCode(manager, workstationId);
    await this.workstations.update(manager, workstationId, { groupName, openToDeploymentUntil: null });
  }

  private async requireFree(workstationId: string, name: string, manager?: EntityManager): Promise<void> {
    if (!(await this.workstations.isOpenToDeployment(workstationId, manager))) throw nameTaken(name);
  }
}

function requireOpen(code: DeploymentCodeEntity): void {
  const refusal = refusals[stateOf(code, new Date())];
  if (refusal !== undefined) throw new CardwrightError(refusal);
}

const nameTaken = (name: string): CardwrightError =>
  new CardwrightError('ENROLMENT_NAME_TAKEN', say('record.name-taken', { name }), { name });
