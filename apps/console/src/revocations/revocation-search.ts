/** What the router has of the list of revocations: its title, and what its address says, which is exactly what the operation takes. */
export interface RevocationSearch {
  /** Only what the CA has not done. */
  open?: true;
  /** Id of a device. */
  device?: string;
}

/** Apart from the other texts: the navigation has it on every page. */
export const revocationsTitle = 'Revocations';
