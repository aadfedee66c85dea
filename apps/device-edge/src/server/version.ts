/** The version that the agent reports to the server; a spec compares it with package.json. */
export const agentVersion = '0.1.0';
