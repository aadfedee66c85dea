/** Which computers our packages are for, and what is typed to install one. Pure. */
import type { AgentPackage } from '../api/types.js';

/** Debian's packages. A browser does not say which Linux it is on, and Chromium not on which processor; telephones and Chromebooks are none. */
export const takesPackages = (userAgent: string): boolean =>
  /Linux/.test(userAgent) && !/Android|CrOS|SmartTV|Tizen/i.test(userAgent);

/** Fetched, checked, installed: each part only after the one before. */
export const installCommand = ({ url, file, sha256Hex }: AgentPackage): string =>
  `curl -fLO ${url} && echo "${sha256Hex}  ${file}" | sha256sum -c && sudo apt-get install ./${file}`;
