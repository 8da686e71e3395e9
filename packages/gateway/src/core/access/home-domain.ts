/** The one domain whose users and projects are administered here: that of the first credential. */
export const homeDomain = 'sluice';
