/**
 * The issue of a card whose passkey a browser makes: the whole system, a workstation, and Ada, an operator, who has not signed in yet. The card is
 * for Grace.
 */
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { Workstation } from '@cardwright/testing/faults/workstation';
import { inspect, personId, startIssue, supplyPin, untilSaga, untilStanding } from '@cardwright/testing/issue';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { openRecords, type Records } from '@cardwright/testing/records';
import { startSystem, type TestSystem } from '@cardwright/testing/system';
import { Person } from './browser.js';

const profileName = 'passkey-in-a-browser';

/** relyingParty: as profiles name it. graceObjectId: of Grace, where the relying party knows her by one. */
interface Asked {
  relyingParty: string;
  parties: Parameters<typeof startSystem>[0];
  graceObjectId?: string;
  workstation: (system: TestSystem) => Promise<Workstation>;
}

interface Parts {
  system: TestSystem;
  records: Records;
  workstation: Workstation;
  operator: Person;
}

export class BrowserPasskeyIssue {
  /** Of the saga, once it is started. */
  requestId = '';

  private constructor(
    private readonly parts: Parts,
    readonly stop: () => Promise<void>,
  ) {}

  static async prepare(asked: Asked): Promise<BrowserPasskeyIssue> {
    const stops: (() => Promise<void>)[] = [];
    const stop = async (): Promise<void> => {
      for (const each of stops.splice(0).reverse()) await each();
    };
    try {
      return new BrowserPasskeyIssue(await partsOf(asked, stops), stop);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  get system(): TestSystem {
    return this.parts.system;
  }
  get records(): Records {
    return this.parts.records;
  }
  get workstation(): Workstation {
    return this.parts.workstation;
  }
  get operator(): Person {
    return this.parts.operator;
  }

  /** For the card in this reader. Answers with the saga once it stands. */
  async start(readerName: string): Promise<SagaRow> {
    const { api } = this.system;
    const { workstationId } = this.workstation;
    const { device } = await inspect(api, workstationId, readerName);
    const place = { workstationId, readerName, deviceId: device.deviceId };
    const holder = await personId(api, 'E1002');
    ({ requestId: this.requestId } = await startIssue(api, {
      ...place,
      ...{ personId: holder, profileName, pinChange: 'holder' },
    }));
    return this.standing();
  }

  /** The saga once it waits for a person, is parked, or is over. */
  standing(): Promise<SagaRow> {
    return untilStanding(this.system.api, this.requestId);
  }

  /** Answers with the saga once it is over. */
  async choosePin(pin: string): Promise<SagaRow> {
    await supplyPin(this.system.api, this.requestId, pin);
    return untilSaga(this.system.api, this.requestId, ['COMPLETED', 'FAILED'], 60_000);
  }

  /** These columns of its passkey's row. */
  async passkey(columns: string): Promise<unknown> {
    const query = `SELECT ${columns} FROM issuance.passkey WHERE request_id = $1`;
    return (await this.records.query(query, [this.requestId]))[0];
  }
}

async function partsOf(
  { relyingParty, parties, graceObjectId = '', workstation: startedIn }: Asked,
  stops: (() => Promise<void>)[],
): Promise<Parts> {
  const system = await startSystem(parties);
  stops.push(() => system.stop());
  const records = await openRecords(system);
  stops.push(() => records.close());
  await system.api('POST', '/people/import', {
    csv: `external_id,given_name,surname,display_name,email,upn,object_id
E1001,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test,
E1002,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,${graceObjectId}
`,
  });
  await publishFourKeys(system.api, profileName, { passkey: { relyingParty, madeBy: 'browser' } });
  const workstation = await startedIn(system);
  stops.push(() => workstation.stop());
  const operator = await Person.open(system.at.publicUrl ?? system.url);
  stops.push(() => operator.close());
  return { system, records, workstation, operator };
}
