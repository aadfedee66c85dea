/** Texts of the signed-in person: roles and what they allow. Roles and permissions are for operators, in English. */
import type { Role } from '../api/types.js';
import { inLanguage } from '../ui/language.js';

export const text = inLanguage({
  en: {
    title: 'Account and roles',
    titleHolder: 'Your account',
    person: 'Person',
    notKnown:
      'You are signed in, but no person record is linked to this sign-in. Ask an administrator to import you with your external id.',
    name: 'Name',
    email: 'E-mail',
    unit: 'Unit',
    external: 'External id',
    subject: 'Signed in as',
    issuer: 'Sign-in service',
    roles: 'Roles',
    noRoles: 'No roles. Ask an administrator.',
    permissions: 'What these roles allow',
    myDevices: 'My devices',
  },
  de: {
    title: 'Konto und Rollen',
    titleHolder: 'Ihr Konto',
    person: 'Person',
    notKnown:
      'Sie sind angemeldet, aber zu dieser Anmeldung ist keine Person bekannt. Bitten Sie einen Administrator, Sie aufzunehmen.',
    name: 'Name',
    email: 'E-Mail',
    unit: 'Abteilung',
    external: 'Externe Kennung',
    subject: 'Angemeldet als',
    issuer: 'Anmeldedienst',
    roles: 'Rollen',
    noRoles: 'Keine Rollen. Fragen Sie einen Administrator.',
    permissions: 'Was diese Rollen erlauben',
    myDevices: 'Meine Karten',
  },
});

export const roleText: Record<Role, string> = {
  CH: 'Cardholder',
  HD: 'Help desk',
  IO: 'Issuance operator',
  AP: 'Approver',
  WI: 'Witness',
  SO: 'Security officer',
  KR: 'Key-recovery agent',
  PA: 'Profile administrator',
  IC: 'Inventory custodian',
  AU: 'Auditor',
  SA: 'System administrator',
  SV: 'Service account',
};

export const permissionText: Record<string, string> = {
  'own.manage': 'Look after own devices',
  'others.view': 'See everybody’s devices and sagas',
  'request.create': 'Ask for cards to be issued',
  'card.run': 'Issue to others',
  'card.activate': 'Activate a pending card',
  'card.unlock': 'Reset the PIN of a card',
  'card.suspend': 'Suspend and resume cards',
  'card.terminate': 'Terminate cards',
  'secret.reveal': 'Reveal an initial PIN',
  'stock.manage': 'Manage stock, recycle cards',
  'profile.edit': 'Publish credential profiles',
  'profile.approve': 'Approve credential profiles that somebody else has proposed',
  'audit.read': 'Read the audit trail',
  'system.manage': 'Manage people and workstations',
  'lease.break': 'Force a saga to cancel',
  'catalogue.read': 'Read profiles and card models',
  'workstation.use': 'Use card readers',
  'workstation.view': 'See workstations',
  'workstation.diagnose': 'Ask a workstation what is wrong',
  'holder.assist': 'Help a holder: see the step that their page shows',
  'card.inspect': 'Inspect blank cards',
  'saga.inspect': 'Open the Temporal UI',
  'role.view': 'See role grants',
};
