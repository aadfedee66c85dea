/**
 * What a person sees of the agent of a service, whose files may be closed to them: such a file is not broken, it is only not known here what it
 * says. For the agent itself a file that it cannot read is a mistake (file-source.ts).
 */
import { access, constants } from 'node:fs/promises';
import type { PolicySource } from './policy-source.js';

/** A file that may not be read, a folder that may not be looked into. What is not there is open. */
export const isClosed = (path: string, mode = constants.R_OK): Promise<boolean> =>
  access(path, mode).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );

export const seenFromOutside = (source: PolicySource): PolicySource => ({
  name: source.name,
  place: source.place,
  read: async () => ((await isClosed(source.place)) ? { said: {}, problems: [], closed: true } : source.read()),
});
