/**
 * A credential profile that holders may choose themselves, so that Add Device can be tried: no profile that ships is for self-service, because an
 * installation has to say so itself.
 */
const definition = {
  name: 'employee-card',
  title: 'Employee card',
  description: 'For signing in and for doors: what a person may make for themselves with a blank card.',
  application: 'PIV',
  cardLifetimeDays: 1095,
  selfService: true,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true, pinTries: 5, pukTries: 5 },
  initialPin: 'displayed',
  credentials: [
    {
      container: 'authentication',
      keyReference: '9A',
      algorithm: 'ECCP256',
      keyOrigin: 'card',
      certificateProfile: 'piv-authentication',
    },
    {
      container: 'card-authentication',
      keyReference: '9E',
      algorithm: 'ECCP256',
      keyOrigin: 'card',
      certificateProfile: 'piv-card-authentication',
    },
  ],
  dataObjects: { printedInformation: true, securityObject: true },
};

/**
 * What a card of the demo is issued with: the profile that its holder may choose, so that a new card in its place can be made by its holder too;
 * where that is not there or withdrawn, the one that ships.
 * @param {import('./api.mjs').Api} api
 * @returns {Promise<string>} its name
 */
export async function profileOfTheDemo(api) {
  const { rows } = await api('GET', '/profiles?limit=200');
  const mayBeChosen = rows.some(
    (/** @type {{ name: string, selfService?: boolean, withdrawnAt: string | null }} */ row) =>
      row.name === definition.name && row.selfService === true && row.withdrawnAt === null,
  );
  return mayBeChosen ? definition.name : 'piv-four';
}

/** Does nothing when it is there, changed or withdrawn too. @param {import('./api.mjs').Api} administrator */
export async function selfServiceProfile(administrator) {
  const { rows } = await administrator('GET', '/profiles?limit=200');
  if (rows.some((/** @type {{ name: string }} */ { name }) => name === definition.name)) return;
  await administrator('POST', '/profiles', { definition });
}
