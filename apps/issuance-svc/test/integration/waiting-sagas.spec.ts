/**
 * Sagas that wait at a workstation whose agent's reports were lost: the agent is asked what its readers hold, and the answer decides. Real
 * servers, no event at all.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { AgentStatus, ReaderState } from '@cardwright/contracts/nats/edge.api';
import { eventually } from '@cardwright/testing/eventually';
import { restMs } from '../../src/domain/wake-up.js';
import { SagasService, workstationId, type Planted } from '../support/sagas-service.js';

jest.setTimeout(120_000);
/** The rest after parking, a round, and the time of a busy machine. */
const wokenWithinMs = 60_000;

let service: SagasService;
let asked = 0;

const cardOf = ({ deviceId }: Planted): string => `ykserial:${deviceId.slice(0, 8)}`;
const reader = (readerName: string, identityText: string | null, heldBy: string | null = null): ReaderState => ({
  readerName,
  cardPresent: true,
  atrHex: '3B00',
  identityText,
  heldBy,
});
const holding = (...readers: ReaderState[]): AgentStatus => ({
  workstationId,
  agentVersion: '0.1.0',
  startedAt: '2026-11-26T00:00:00Z',
  pcsc: 'ok',
  readers,
  clock: '2026-11-26T00:00:00Z',
});
/** The agent's answers from now on; counts the requests. */
const answers = (status: () => AgentStatus): void => {
  service.edge['agent.status'] = () => {
    asked += 1;
    return status();
  };
};
/** For its card, which is not there when it is opened. A round that comes before the saga has written that it looks wakes it once more. */
const looksAgain = (saga: Planted): Promise<void> =>
  eventually(
    async () => {
      const { state, attempt, stuckReason } = await service.now(saga);
      return [state, attempt > 1, stuckReason];
    },
    ['FAILED', true, 'CARD_ABSENT'],
    wokenWithinMs,
  );
/** So many questions later. */
const rounds = (count: number): Promise<void> => {
  const until = asked + count;
  return eventually(async () => asked >= until, true, wokenWithinMs);
};
const signals = async (saga: Planted): Promise<string[]> => {
  const { events } = await service.handle(saga).fetchHistory();
  return (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
};
/** As if its card were open for the holder's PIN. */
const awaitPin = ({ requestId }: Planted): Promise<unknown> =>
  service.query(
    `UPDATE request SET state = 'AWAITING_USER', awaiting = 'pin', stuck_reason = NULL, error_code = NULL WHERE request_id = $1`,
    [requestId],
  );

beforeAll(async () => {
  // Only the first rest is short: a saga that was woken stays where it is for as long as the spec looks at it.
  const pace = { waitingSagasMs: 300, restMs: (attempt: number) => (attempt === 1 ? 300 : restMs(attempt)) };
  service = await SagasService.start({ pace });
}, 120_000);
afterAll(() => service?.stop(), 60_000);

describe('[F03] what wakes a saga got lost', () => {
  let sagas: Record<'back' | 'away' | 'taken' | 'reached' | 'gone' | 'open', Planted>;

  beforeAll(async () => {
    const [back, away, taken, reached, gone, open] = await Promise.all([
      service.parked('REPROVISION'),
      service.parked('UPDATE'),
      service.parked('LOCK'),
      service.parked('RECYCLE'),
      service.parked('UNLOCK'),
      service.parked('REPROVISION'),
    ]);
    sagas = { back, away, taken, reached, gone, open };
    await service.query(`UPDATE request SET error_code = 'EDGE_UNREACHABLE' WHERE request_id = $1`, [
      reached.requestId,
    ]);
    await Promise.all([awaitPin(gone), awaitPin(open)]);
    answers(() =>
      holding(
        reader('R1', cardOf(back)),
        reader('R2', 'ykserial:another'),
        reader('R3', cardOf(taken), 'of-another-request'),
        reader('R4', cardOf(open), open.requestId),
      ),
    );
  });

  it('its card is in a reader: the saga looks again', () =>
    // It is not there when it is opened; what counts here is that the saga looked.
    looksAgain(sagas.back));

  it('its agent was away and is there again: the saga goes on', () => looksAgain(sagas.reached));

  it('a card that waited for a PIN is in no session of its agent: the saga hears of it', () =>
    eventually(async () => (await signals(sagas.gone)).includes('cardSessionLost'), true, wokenWithinMs));

  it('a card that is not there, one that another request holds, one whose session is open: they are left alone', async () => {
    await rounds(2);
    for (const saga of [sagas.away, sagas.taken, sagas.open]) expect(await signals(saga)).toEqual([]);
  });

  it('an agent that cannot say what its readers hold: its sagas wait', async () => {
    const saga = await service.parked('REPROVISION');
    answers(() => {
      throw new CardwrightError('INTERNAL');
    });
    await rounds(3);
    expect(await service.now(saga)).toMatchObject({ state: 'FAILED', attempt: 1 });
  });
});

describe('[A13] a saga whose card another program has', () => {
  it('waits while it has it, and goes on when it lets go of it', async () => {
    let busy = true;
    service.opening = async () => {
      if (!busy) throw new CardwrightError('CARD_ABSENT');
      throw new CardwrightError('CARD_BUSY', undefined, { readerName: 'R1', programs: ['scdaemon', 'firefox-esr'] });
    };
    service.edge['batch.result'] = () => ({ state: 'unknown', sessionOpen: false });
    const saga = await service.plant('REPROVISION');
    answers(() => holding({ ...reader('R1', cardOf(saga)), inUse: busy ? 'shared' : null }));
    await service.until(saga, { state: 'FAILED', attempt: 1, stuckReason: 'CARD_BUSY' }, wokenWithinMs);
    expect((await service.now(saga)).busyPrograms).toEqual(['scdaemon', 'firefox-esr']);
    await rounds(3);
    expect(await service.now(saga)).toMatchObject({ state: 'FAILED', attempt: 1 });
    busy = false;
    await looksAgain(saga);
  });
});

describe('a saga that repeats something says why it waits', () => {
  it('its agent does not answer: once in its timeline, and it goes on when the agent is there again', async () => {
    let free = false;
    service.opening = async () => {
      throw new CardwrightError(free ? 'CARD_ABSENT' : 'EDGE_UNREACHABLE');
    };
    // A batch that is asked for again was never begun.
    service.edge['batch.result'] = () => ({ state: 'unknown', sessionOpen: false });
    const saga = await service.plant('REPROVISION');
    const said = async (): Promise<unknown[]> =>
      service.query(`SELECT sentence FROM saga_progress WHERE request_id = $1 AND sentence LIKE 'It waits%'`, [
        saga.requestId,
      ]);
    const why = [
      {
        sentence:
          'It waits: The workstation agent does not answer. Check that the agent runs and is online. It goes on by itself',
      },
    ];
    await eventually(said, why, wokenWithinMs);
    free = true;
    await service.until(saga, { state: 'FAILED', attempt: 1, stuckReason: 'CARD_ABSENT' }, wokenWithinMs);
    expect(await said()).toEqual(why);
  });
});
