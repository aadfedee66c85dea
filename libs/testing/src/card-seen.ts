/** pcscd informs its clients a moment after it has powered a card: what is asked of an agent waits for that. Not a wait for anything else. */
import type { ReaderState } from '@cardwright/contracts/nats/edge.api';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { Api } from './system.js';

/** Resolves when the agent says that a card is in this reader. Throws after 30 s. */
export async function untilCardSeen(api: Api, workstationId: string, readerName: string): Promise<void> {
  const sees = async (): Promise<boolean> => {
    const { readers } = await api<{ readers: ReaderState[] }>('GET', `/workstations/${workstationId}/readers`);
    return readers.some((row) => row.readerName === readerName && row.cardPresent);
  };
  if (!(await waitFor(sees, 30_000))) throw new Error(`the agent sees no card in ${readerName}`);
}
