/** The version that the agent tells the server; a spec compares it with package.json. */
export const agentVersion = '0.1.0';
