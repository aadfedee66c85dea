import { describe, expect, it } from '@jest/globals';
import { objectHint, objectOf, shownObject } from './objects.js';

const id = '3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b';

describe('[F11] on what something was done', () => {
  it.each([
    [`device:${id}`, { title: 'Device', id: '3f0a4a4e…', to: `/devices/${id}` }],
    [`person:${id}`, { title: 'Person', id: '3f0a4a4e…', to: `/people/${id}` }],
    [`request:${id}`, { title: 'Saga', id: '3f0a4a4e…', to: `/sagas/${id}` }],
    ['certificate:0A1B2C', { title: 'Certificate', id: '0A1B2C', to: '/certificates/0A1B2C' }],
    ['workstation:front-desk', { title: 'Workstation', id: 'front-desk', to: '/workstations/front-desk' }],
    [`deployment-code:${id}`, { title: 'Deployment code', id: '3f0a4a4e…', to: '/deployment-codes' }],
    [`people:${id}`, { title: 'People', id: '', to: '/people' }],
    ['profile:piv-4', { title: 'Profile', id: 'piv-4', to: '/profiles/piv-4' }],
    ['endpoint:devices.list', { title: 'Operation', id: 'devices.list' }],
    ['system:separation-of-duties', { title: 'Setting', id: 'separati…' }],
    ['of-a-newer-release:1', { title: '', id: 'of-a-newer-release:1' }],
    ['no noun', { title: '', id: 'no noun' }],
    ['toString:1', { title: '', id: 'toString:1' }],
  ])('%s', (object, shown) => {
    expect(shownObject(object)).toEqual(shown);
  });

  it.each([
    ['', ''],
    [` device:${id} `, `device:${id}`],
    [`card:${id}`, `device:${id}`],
    [`Saga: ${id}`, `request:${id}`],
    [`/devices/${id}`, `device:${id}`],
    [`https://cards.example/people/${id}?x=1`, `person:${id}`],
    [`https://cards.example:8443/sagas/${id}/`, `request:${id}`],
    ['/certificates/0A1B2C', 'certificate:0A1B2C'],
    ['/workstations/front-desk', 'workstation:front-desk'],
    ['/campaigns/1', '/campaigns/1'],
    [id, id],
  ])('typed as "%s" it is %s', (typed, object) => {
    expect(objectOf(typed)).toBe(object);
  });

  it('says how it is written where what is typed cannot be one', () => {
    expect(objectHint(id)).toContain('Paste the address of the page');
    expect(objectHint(`device:${id}`)).toContain('the filters cleared');
    expect(objectHint(undefined)).toContain('the filters cleared');
  });
});
