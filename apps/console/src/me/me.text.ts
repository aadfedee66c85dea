/** Texts of the signed-in person. */
import { inPagesLanguage } from '../ui/language.js';

export const text = inPagesLanguage({
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
