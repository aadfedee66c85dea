/**
 * The demo people of the development issuer. `externalId` equals the external id of an imported person, which is how the gateway
 * links a sign-in to a person (never by e-mail); roles are what the claims map of issuance-svc maps.
 */
export interface DemoAccount {
  /** Login name and `sub`. */
  login: string;
  name: string;
  givenName: string;
  familyName: string;
  email: string;
  externalId: string;
  roles: readonly string[];
  /** One line for the sign-in page. */
  about: string;
}

const account = (
  login: string,
  givenName: string,
  familyName: string,
  externalId: string,
  roles: readonly string[],
  about: string,
): DemoAccount => ({
  login,
  name: `${givenName} ${familyName}`,
  givenName,
  familyName,
  email: `${login}@example.test`,
  externalId,
  roles,
  about,
});

export const demoAccounts: readonly DemoAccount[] = [
  account('ada', 'Ada', 'Lovelace', 'E1001', ['cardholder', 'issuance-operator'], 'issues cards to others'),
  account('grace', 'Grace', 'Hopper', 'E1002', ['cardholder'], 'gets a card and chooses her PIN'),
  account('alan', 'Alan', 'Turing', 'E1003', ['cardholder'], 'gets a card and chooses his PIN'),
  account('sofia', 'Sofia', 'Kovalevskaya', 'E1004', ['cardholder', 'security-officer'], 'activates, reveals, revokes'),
  account('henri', 'Henri', 'Poincaré', 'E1005', ['cardholder', 'helpdesk'], 'helps people, issues nothing'),
  account('priya', 'Priya', 'Raman', 'E1006', ['cardholder', 'profile-administrator'], 'publishes credential profiles'),
  account('otto', 'Otto', 'Hahn', 'E1007', ['auditor'], 'reads the audit trail, changes nothing'),
  account('nora', 'Nora', 'Quist', 'E1008', ['system-administrator'], 'enrols workstations, grants roles'),
  account('eve', 'Eve', 'Stranger', 'E9999', [], 'signs in, but is nobody here'),
];
