/**
 * One statement for all who ask at once: whoever asks while statements are on their way is asked for by the next one. A round trip to the database
 * costs more than the row that it brings, so under load a service answers sooner and with less CPU; alone, a question goes out in the same turn of
 * the event loop. (The package `dataloader` gathers what is asked in one turn. Waiting for a statement on its way would be code of ours on top of
 * it, and as long as this.)
 */
interface Asked<Key, Value> {
  key: Key;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
}

/** Enough that the database works while answers are made, and that one slow statement holds up only those whose it is. */
const mostStatements = 4;
/** More keys than this wait for the next statement. */
const mostKeys = 256;

export class JoinedStatement<Key, Value> {
  private waiting: Asked<Key, Value>[] = [];
  private underWay = 0;
  private scheduled = false;

  /**
   * run: one statement for all these keys, with a value for each in their order; keys may repeat. Where it rejects, everyone who asked gets that
   * error. So a key that could make it reject must not come here: it would hit the others. The same for one that would wait for a lock.
   */
  constructor(private readonly run: (keys: readonly Key[]) => Promise<readonly Value[]>) {}

  of(key: Key): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.underWay >= mostStatements || this.waiting.length === 0) return;
    this.scheduled = true;
    // After everything that came with the same packet of the network.
    process.nextTick(() => {
      this.scheduled = false;
      void this.send(this.waiting.splice(0, mostKeys));
      this.schedule();
    });
  }

  private async send(asked: readonly Asked<Key, Value>[]): Promise<void> {
    this.underWay++;
    try {
      const values = await this.run(asked.map(({ key }) => key));
      if (values.length !== asked.length) throw new TypeError(`${asked.length} keys, ${values.length} values`);
      asked.forEach(({ resolve }, place) => resolve(values[place]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    this.underWay--;
    this.schedule();
  }
}
