/** A queue of events that async iterators read, one per reader of the sequence. Ends when it is closed. No policy. */
export class EventQueue<Event> {
  private readonly readers = new Set<{ buffer: Event[]; wake: (() => void) | undefined }>();
  private closed = false;

  push(event: Event): void {
    for (const reader of this.readers) {
      reader.buffer.push(event);
      reader.wake?.();
    }
  }

  close(): void {
    this.closed = true;
    for (const reader of this.readers) reader.wake?.();
  }

  /** Events pushed from this call on: the reader is registered now, not at the first next(). */
  read(): AsyncIterableIterator<Event> {
    const reader: { buffer: Event[]; wake: (() => void) | undefined } = { buffer: [], wake: undefined };
    this.readers.add(reader);
    const next = async (): Promise<IteratorResult<Event>> => {
      for (;;) {
        const event = reader.buffer.shift();
        if (event !== undefined) return { done: false, value: event };
        if (this.closed || !this.readers.has(reader)) return { done: true, value: undefined };
        await new Promise<void>((resolve) => (reader.wake = resolve));
        reader.wake = undefined;
      }
    };
    const end = (): Promise<IteratorResult<Event>> => {
      this.readers.delete(reader);
      reader.wake?.();
      return Promise.resolve({ done: true, value: undefined });
    };
    return {
      next,
      return: end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
