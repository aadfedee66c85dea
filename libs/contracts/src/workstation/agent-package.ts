/** The packages of the agent that an installation gives out to whoever sits at a computer without it (requirement B11). */

export interface AgentPackage {
  /** As Debian calls it. */
  architecture: 'amd64' | 'arm64';
  /** With Debian's revision: `0.1.0-1`. */
  version: string;
  /** Its name, in which no shell sees anything but letters. */
  file: string;
  /** Where it is, for everybody. */
  url: string;
  bytes: number;
  sha256Hex: string;
}

/** At most one of each architecture. None: this installation gives none out. */
export interface AgentPackages {
  packages: AgentPackage[];
}
