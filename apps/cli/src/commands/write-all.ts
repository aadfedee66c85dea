/** An answer that is text and may be long: on stdout as it comes. */
import type { Io } from '../terminal/io.js';

export async function writeAll({ stdout }: Pick<Io, 'stdout'>, parts: AsyncIterable<string>): Promise<void> {
  for await (const part of parts) stdout(part);
}
