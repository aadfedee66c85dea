/** Of the page and its place in the navigation, which is loaded without the texts of the page. */
export const title = 'Campaigns';
