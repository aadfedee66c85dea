/**
 * Updates that a person sends from the Temporal UI, as the requests that they are: `retry`, `cancel` and `moveToWorkstation` go to
 * issuance-svc like those of the console, which authorises the person, writes the name into the audit and sends the update itself. The
 * UI gets the answer in the form of Temporal's UpdateWorkflowExecutionResponse. No other update is taken from there.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { say } from '@cardwright/contracts/words/say';
import type { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { isUUID } from 'class-validator';
import type { Caller } from '../auth/auth.guard.js';
import { unstorableFields } from '../problem-details/validation.pipe.js';

/** `/api/v1/namespaces/<namespace>/workflows/<workflow id>/update/<name>` */
export const updatePath = /^\/api\/v1\/namespaces\/[^/]+\/workflows\/([^/]+)\/update\/([^/]+)$/;
/** A reason is asked for everywhere else; the UI leaves its field empty. */
const withoutReason = 'From the Temporal UI';
const reasonLength = 500;

interface UpdateBody {
  request?: { input?: { args?: { payloads?: { data?: string }[] } } };
}
interface UpdateOutcome {
  outcome:
    { success: { payloads: object[] } } | { failure: { message: string; applicationFailureInfo: { type: string } } };
  stage: string;
}

export class SagaUpdates {
  constructor(private readonly rpc: RpcClient) {}

  /** Refusals are outcomes: the UI shows their text. Rejects with REQUEST_INVALID, REQUEST_NOT_FOUND, AUTH_FORBIDDEN, AUTH_NOT_YOUR_DEVICE. */
  async send([, workflowId, name]: RegExpExecArray, body: Buffer, caller: Caller): Promise<UpdateOutcome> {
    const given = argumentOf(body);
    const requestId = await this.requestOf(decodeURIComponent(workflowId ?? ''), caller);
    try {
      const value = await this.decide(decodeURIComponent(name ?? ''), requestId, given, caller);
      return { outcome: { success: { payloads: [payloadOf(value)] } }, ...completed };
    } catch (error) {
      if (!isCardwrightError(error) || !error.row.exposeMessage || notAllowed.includes(error.code)) throw error;
      const failure = { message: error.message, applicationFailureInfo: { type: error.code } };
      return { outcome: { failure }, ...completed };
    }
  }

  private async decide(
    name: string,
    requestId: string,
    given: Record<string, unknown>,
    caller: Caller,
  ): Promise<object> {
    switch (name) {
      case 'retry':
        return this.rpc.issuance('sagas.retry', { requestId }, caller);
      case 'moveToWorkstation':
        return this.rpc.issuance('sagas.retry', { requestId, workstationId: workstationOf(given) }, caller);
      case 'cancel':
        return this.rpc.issuance('sagas.cancel', { requestId, reason: reasonOf(given) }, caller);
      default:
        throw new CardwrightError('AUTH_FORBIDDEN', say('access.update-not-here'));
    }
  }

  /** The saga that writes a card has the device's id in its own; which request it is, the record knows. */
  private async requestOf(workflowId: string, caller: Caller): Promise<string> {
    const deviceId = /^device\/([^/]+)\/write$/.exec(workflowId)?.[1];
    if (!isUUID(deviceId)) throw new CardwrightError('REQUEST_NOT_FOUND', say('access.only-card-sagas'));
    const { rows } = await this.rpc.issuance('sagas.list', { deviceId, limit: 1 }, caller);
    if (rows[0] === undefined) throw new CardwrightError('REQUEST_NOT_FOUND', say('missing.saga'));
    return rows[0].requestId;
  }
}

/** Nobody's business here, and no outcome of the update. */
const notAllowed: readonly ErrorCode[] = ['AUTH_FORBIDDEN', 'AUTH_NOT_YOUR_DEVICE'];
const completed = { stage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED' } as const;

/** What was typed as the update's data: nothing, or one JSON object. Throws REQUEST_INVALID. */
function argumentOf(body: Buffer): Record<string, unknown> {
  try {
    const { request } = JSON.parse(body.toString('utf8')) as UpdateBody;
    const data = request?.input?.args?.payloads?.[0]?.data;
    if (data === undefined || data === '') return {};
    const value: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    if (value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value) && unstorableFields(value).length === 0)
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new CardwrightError('REQUEST_INVALID', say('input.update-data'));
}

function reasonOf({ reason }: Record<string, unknown>): string {
  const text = typeof reason === 'string' ? reason.trim().slice(0, reasonLength) : '';
  return text === '' ? withoutReason : text;
}

function workstationOf({ workstationId }: Record<string, unknown>): string {
  if (typeof workstationId === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(workstationId)) return workstationId;
  throw new CardwrightError('REQUEST_INVALID', say('input.move-names', { example: '{"workstationId": "ws-..."}' }));
}

const payloadOf = (value: object): object => ({
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});
