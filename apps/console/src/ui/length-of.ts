/** A length of time as people read it: `17 h 40 min`, `12 min`; the sign is left to who asks. Pure. */
export function lengthOf(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
