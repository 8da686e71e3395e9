/** Of the texts of a page's jobs: such a page is written without holding anybody up. Where they have more it has fewer. */
export const pageBytes = 4 * 1_024 * 1_024;
