export { releaseVersion as agentVersion } from '@cardwright/contracts/workstation/versions';
