import { fileURLToPath } from 'node:url';

/** The directory of the checkout that these scripts belong to. */
export const checkout = fileURLToPath(new URL('..', import.meta.url));
