/** One at a time, in the order of asking: a card speaks to one caller, and a batch must not be torn by another. */
class Mutex {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  get busy(): boolean {
    return this.waiting > 0;
  }

  run<Value>(work: () => Promise<Value>): Promise<Value> {
    this.waiting += 1;
    const result = this.tail.then(work);
    this.tail = result.then(
      () => this.done(),
      () => this.done(),
    );
    return result;
  }

  private done(): void {
    this.waiting -= 1;
  }
}

/** A mutex per name, made when asked for. */
export class NamedMutexes {
  private readonly mutexes = new Map<string, Mutex>();

  of(name: string): Mutex {
    let mutex = this.mutexes.get(name);
    if (mutex === undefined) this.mutexes.set(name, (mutex = new Mutex()));
    return mutex;
  }
}
