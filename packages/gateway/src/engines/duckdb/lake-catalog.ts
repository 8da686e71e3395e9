/** The catalog name of the project's database file. A schema may have the name of another catalog. */
export const lakeCatalog = 'lake';
