/** Requests of IssuanceApi about computers with readers, and the codes that enrol them. */
import type { DeploymentCode } from '../workstation/deployment-code.js';
import type { ReaderState } from './edge.api.js';
import type { Page, PageRequest, Rpc } from './rpc.js';
import type { Exportable, Sorted } from './list-filters.js';
import type { AgentLogPage, DoctorReport, LogLevel } from '../workstation/diagnosis.js';
import type {
  Workstation,
  WorkstationDetail,
  WorkstationFilter,
  WorkstationPolicyState,
  WorkstationSort,
} from '../workstation/workstation.js';
import { always, type RulesOf } from './issuance.endpoint-rule.js';

export interface WorkstationApi {
  /**
   * name: exactly this one, and not revoked, so one row or none. query: part of the name, the id or the system. online: as it was heard last, at
   * most `agentSilentAfterMs` ago; version: of the agent; readers: none, some, or some with a card in them. Of a list each row says what its agent
   * answers now; of an export, what is on record.
   */
  'workstations.list': Rpc<WorkstationFilter & Sorted<WorkstationSort> & PageRequest & Exportable, Page<Workstation>>;
  /** How many there are in all, revoked ones left out, and of which kinds: for whoever looks for those that are behind. */
  'workstations.summary': Rpc<
    Record<string, never>,
    {
      total: number;
      online: number;
      versions: { version: string | null; count: number }[];
      policies: { policy: WorkstationPolicyState; count: number }[];
    }
  >;
  /**
   * What the doctor of its agent finds now, and what the agent logged; `level`: the least that is shown. Whose cards are in its readers is left out
   * for whoever may not see others' devices. Throws EDGE_UNREACHABLE, EDGE_OUTDATED {agentVersion} of an agent that is too old to be asked.
   */
  'workstations.doctor': Rpc<{ workstationId: string }, DoctorReport>;
  'workstations.logs': Rpc<{ workstationId: string; since?: string; limit?: number; level?: LogLevel }, AgentLogPage>;
  /** A revoked one too. */
  'workstations.get': Rpc<{ workstationId: string }, { workstation: WorkstationDetail }>;
  /** identity: only the reader that holds this card, as far as the agent has read it. */
  'workstations.readers': Rpc<{ workstationId: string; identity?: string }, { readers: ReaderState[] }>;
  /** The one-time code carries the transport root's SHA-256; shown once, stored as a hash. */
  'workstations.enrolment-code': Rpc<{ name: string }, { workstationId: string; code: string; expiresAt: string }>;
  /**
   * No actor: the code is the authority. proofBase64Url: the agent's signature (libs/sealing, enrolment-proof); without it EDGE_OUTDATED,
   * which agents from before know. hostName: with a deployment code, in the signature too; the name of the workstation is made of it.
   */
  'workstations.enrol': Rpc<
    { code: string; agentNkey: string; agentVersion: string; proofBase64Url?: string; hostName?: string },
    {
      workstationId: string;
      jwt: string;
      expiresAt: string;
      natsUrl: string;
      transportCaPem: string;
      vaultPublicJwk: Record<string, unknown>;
    }
  >;
  'workstations.revoke': Rpc<{ workstationId: string; reason: string }, { workstation: Workstation }>;
  /** Until then a deployment code may enrol a computer of this name in the place of the one on record, once: it was set up again. */
  'workstations.allow-enrolment': Rpc<
    { workstationId: string; reason: string },
    { workstation: Workstation; until: string }
  >;
  /** days: so long it is good. The code is shown once, stored as a hash. */
  'deployment-codes.create': Rpc<
    { places: number; days: number; group?: string; namePattern?: string },
    { deploymentCode: DeploymentCode; code: string }
  >;
  /** Newest first. */
  'deployment-codes.list': Rpc<PageRequest, Page<DeploymentCode>>;
  /** It enrols nobody any more; what was enrolled stays. May be repeated. */
  'deployment-codes.revoke': Rpc<{ deploymentCodeId: string; reason: string }, { deploymentCode: DeploymentCode }>;
}

export const workstationRules: RulesOf<WorkstationApi> = {
  'workstations.list': always('workstation.view'),
  'workstations.summary': always('workstation.view'),
  'workstations.get': always('workstation.view'),
  'workstations.doctor': always('workstation.diagnose'),
  'workstations.logs': always('workstation.diagnose'),
  'workstations.readers': always('workstation.use'),
  'workstations.enrolment-code': always('system.manage'),
  'workstations.enrol': { access: 'bearer' },
  'workstations.revoke': always('system.manage'),
  'workstations.allow-enrolment': always('system.manage'),
  'deployment-codes.create': always('system.manage'),
  'deployment-codes.list': always('system.manage'),
  'deployment-codes.revoke': always('system.manage'),
};
