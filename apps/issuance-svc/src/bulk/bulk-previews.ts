/**
 * What an action would do to each of a selection, by the record as it is now: the same rules as the action itself asks, without the action. Between a
 * look and the deed a card may change; then the deed says so.
 */
import { Injectable } from '@nestjs/common';
import {
  mostPreviewed,
  type BulkPreview,
  type BulkPreviewRow,
  type BulkRefusal,
} from '@cardwright/contracts/nats/bulk-actions';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { pageRows } from '@cardwright/contracts/nats/rpc';
import { refusalOf as refusalBy, say } from '@cardwright/contracts/words/say';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import type { Asked } from '../domain/asked.js';
import { AuthorisationService, type KnownActor } from '../records/authorisation/authorisation.service.js';
import { deviceTarget, requestTarget } from '../records/authorisation/targets.js';
import { DeviceRepository, type DeviceView } from '../records/devices/device.repository.js';
import { LifecycleService } from '../records/lifecycle/lifecycle.service.js';
import { RequestService } from '../records/requests/request.service.js';
import { ReprovisionRequests } from '../sagas/rewrite/reprovision-requests.service.js';
import { SagaDecisions } from '../sagas/steer/saga-decisions.service.js';
import { distinctIds, kindOf } from './selection.js';

type Envelope = Asked<'bulk.preview'>;
type DeviceAction = 'suspend' | 'resume' | 'request-reprovision';

@Injectable()
export class BulkPreviews {
  constructor(
    private readonly access: AuthorisationService,
    private readonly devices: DeviceRepository,
    private readonly lifecycle: LifecycleService,
    private readonly reprovisions: ReprovisionRequests,
    private readonly requests: RequestService,
    private readonly decisions: SagaDecisions,
  ) {}

  /** In the order of the ids, or of the list. Throws REQUEST_INVALID {field}, BULK_TOO_MANY {most}. */
  async preview(envelope: Envelope): Promise<BulkPreview> {
    const { action, ids, filter } = envelope.body;
    const { of } = kindOf(action);
    if ((ids === undefined) === (filter === undefined) || (filter !== undefined && of !== 'devices'))
      throw new CardwrightError('REQUEST_INVALID', say('input.ids-or-filter'), { field: 'ids' });
    const actor = await this.access.authorise(envelope, 'bulk.preview');
    const rows =
      action === 'retry' || action === 'cancel'
        ? await this.ofSagas(envelope, actor, action, distinctIds(ids, mostPreviewed))
        : await this.ofDevices(envelope, actor, action);
    const leftOut = rows.filter(({ refusal }) => refusal !== null).length;
    return { action, done: rows.length - leftOut, leftOut, rows };
  }

  private async ofDevices(envelope: Envelope, actor: KnownActor, action: DeviceAction): Promise<BulkPreviewRow[]> {
    const { tenantId, body } = envelope;
    if (body.filter !== undefined) {
      const found = await this.found(envelope, body.filter);
      return inTurn(found, (view) => this.ofDevice(tenantId, actor, action, view));
    }
    const ids = distinctIds(body.ids, mostPreviewed);
    const views = new Map((await this.devices.views(tenantId, ids)).map((view) => [view.device.deviceId, view]));
    return inTurn(ids, async (id) => {
      const view = views.get(id);
      return view === undefined
        ? unknown(id, new CardwrightError('LIFECYCLE_DEVICE_NOT_FOUND'))
        : this.ofDevice(tenantId, actor, action, view);
    });
  }

  /** Everything that the list would show to whoever asks. */
  private async found(
    envelope: Envelope,
    { mine, personId, ...filter }: NonNullable<Envelope['body']['filter']>,
  ): Promise<DeviceView[]> {
    const { personId: own, scopes } = await this.access.listFilter(envelope, 'devices.list', mine === true);
    const found: DeviceView[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.devices.page(
        envelope.tenantId,
        { ...filter, personId: own ?? personId, scopes },
        { limit: pageRows.most, ...(cursor !== undefined && { cursor }) },
      );
      found.push(...page.rows);
      if (found.length > mostPreviewed) throw new CardwrightError('BULK_TOO_MANY', undefined, { most: mostPreviewed });
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  private async ofDevice(
    tenantId: string,
    actor: KnownActor,
    action: DeviceAction,
    view: DeviceView,
  ): Promise<BulkPreviewRow> {
    const { device, person } = view;
    const target = deviceTarget(view);
    const visible = (await this.access.refusal(actor, tenantId, 'devices.get', target)) === null;
    const refusal =
      (await this.access.refusal(actor, tenantId, `devices.${action}`, target)) ??
      (await refusalOf(() => this.requirePossible(action, view, actor)));
    return {
      id: device.deviceId,
      label: visible ? device.label : null,
      personName: visible ? (person?.displayName ?? null) : null,
      refusal: refusal && told(refusal),
      endsWork: refusal === null && action === 'suspend' && device.activeRequestId !== null,
    };
  }

  private async requirePossible(action: DeviceAction, { device }: DeviceView, { personId }: KnownActor): Promise<void> {
    const { state } = device;
    if (action === 'request-reprovision') {
      await this.reprovisions.requireEligible(device);
      return;
    }
    const [from, to, cannotBe] =
      action === 'suspend'
        ? (['ACTIVE', 'SUSPENDED', 'record.cannot-be-suspended'] as const)
        : (['SUSPENDED', 'ACTIVE', 'record.cannot-be-resumed'] as const);
    const details = { from: state, to };
    if (state === to)
      throw new CardwrightError(
        'LIFECYCLE_ALREADY_SO',
        say('record.already', { state: deviceStateWords(state, { lower: true }) }),
        details,
      );
    if (state !== from)
      throw new CardwrightError(
        action === 'suspend' ? 'LIFECYCLE_NOT_ACTIVE' : 'LIFECYCLE_TRANSITION',
        say(cannotBe, { state: deviceStateWords(state) }),
        details,
      );
    if (action === 'resume')
      await this.lifecycle.requireResumable(device, personId !== null && personId === device.personId);
  }

  private async ofSagas(
    { tenantId }: Envelope,
    actor: KnownActor,
    action: 'retry' | 'cancel',
    ids: string[],
  ): Promise<BulkPreviewRow[]> {
    return inTurn(ids, async (id) => {
      const view = await refusalOr(() => this.requests.view(tenantId, id));
      if (view instanceof CardwrightError) return unknown(id, view);
      const visible = (await this.access.refusal(actor, tenantId, 'sagas.get', requestTarget(view))) === null;
      const refusal = await this.decisions.refusal(actor, view, action);
      const device = visible ? await this.devices.find(view.request.deviceId) : null;
      return {
        id,
        label: device?.label ?? null,
        personName: visible ? view.personName : null,
        refusal: refusal && told(refusal),
        endsWork: false,
      };
    });
  }
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function refusalOr<Result>(work: () => Promise<Result>): Promise<Result | CardwrightError> {
  try {
    return await work();
  } catch (error) {
    if (isCardwrightError(error)) return error;
    throw error;
  }
}

async function refusalOf(work: () => Promise<void>): Promise<CardwrightError | null> {
  return (await refusalOr(work)) ?? null;
}

const told = (error: CardwrightError): BulkRefusal => refusalBy(error);
const unknown = (id: string, error: CardwrightError): BulkPreviewRow => ({
  ...{ id, label: null, personName: null, refusal: told(error) },
  endsWork: false,
});
