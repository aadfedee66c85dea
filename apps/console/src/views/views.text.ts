/** Of operators' lists, which are in English. */
export const text = {
  open: 'Views',
  mine: 'My views of this list',
  none: 'No view saved yet',
  save: 'Save this view…',
  change: 'Rename or delete…',
  saving: {
    title: 'Save this view',
    text: 'Filters and order of the list as they are now, for you alone. A view of the same name is replaced.',
    name: 'Name',
    confirm: 'Save',
    cancel: 'Cancel',
  },
  changing: {
    title: 'My views of this list',
    nameOf: (name: string) => `Name of ${name}`,
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${name}`,
    delete: 'Delete',
    deleteOf: (name: string) => `Delete ${name}`,
    none: 'There is none any more.',
  },
};
