/** What the address of the list of revocations says: exactly what the operation takes. */
export interface RevocationSearch {
  /** Only what the CA has not done. */
  open?: true;
  /** Id of a device. */
  device?: string;
}
