/** The card in a reader, read once it is there, and again when another one is seen in its place. */
import { useEffect, useRef } from 'react';
import { useMutation } from '@tanstack/react-query';
import { identityText } from '@cardwright/contracts/card/card-image';
import { api, unwrap } from '../api/client.js';

export interface ReadReader {
  readerName: string;
  /** As the agent knows it; null: it has read none since the card came in. Absent from old agents. */
  identityText?: string | null;
}

/** reader: the one whose card is wanted; undefined: none yet. deviceId: only this card is taken. */
export function useInspection(workstationId: string, reader: ReadReader | undefined, deviceId: string | undefined) {
  const inspect = useMutation({
    mutationFn: (readerName: string) =>
      unwrap(api.POST('/api/v1/inspections', { body: { workstationId, readerName, ...(deviceId && { deviceId }) } })),
  });
  const { mutate: read, reset, data } = inspect;
  const readerName = reader?.readerName;
  useEffect(() => {
    if (readerName === undefined) reset();
    else read(readerName);
  }, [readerName, read, reset]);

  const identity = data?.image.identity ?? null;
  const wasRead = identity === null ? null : identityText(identity);
  const inReader = reader?.identityText;
  const before = useRef<ReadReader | undefined>(undefined);
  useEffect(() => {
    const was = before.current?.readerName === readerName ? (before.current?.identityText ?? null) : null;
    before.current = readerName === undefined ? undefined : { readerName, identityText: inReader ?? null };
    if (readerName === undefined || inReader === undefined || inReader === was || inReader === wasRead) return;
    // That the agent knows the card now, which was read just before, is no other card.
    if (was !== null || wasRead !== null) read(readerName);
  }, [readerName, wasRead, inReader, read]);

  return { ...inspect, again: () => readerName !== undefined && read(readerName) };
}
