/**
 * Ids of the notifications that are on the screen, on disk: a desk part that was killed leaves them there, and the next one takes them away. They
 * count only for the notification service that gave them.
 */
import { readJson, writePrivate } from '../home/agent-home.js';
import type { ServiceIdentity } from './notification-service.js';

interface Content extends ServiceIdentity {
  ids: number[];
}

export class ShownFile {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** What somebody before us left with this service. */
  async leftBehind({ busId, owner }: ServiceIdentity): Promise<number[]> {
    const content = await readJson<Content>(this.file).catch(() => undefined);
    if (content?.busId !== busId || content.owner !== owner || !Array.isArray(content.ids)) return [];
    return content.ids.filter((id) => Number.isInteger(id));
  }

  /** A disk that is full costs the tidying up after a crash, and nothing else. */
  write(identity: ServiceIdentity, ids: readonly number[]): Promise<void> {
    const text = `${JSON.stringify({ ...identity, ids })}\n`;
    this.writing = this.writing.then(() => writePrivate(this.file, text, false)).catch(() => undefined);
    return this.writing;
  }
}
