import type { JobError } from '../../core/job/ending.ts';
import type { TableRef } from '../../core/job/transfer.ts';
import { programRefused } from './job-refusals.ts';
import type { Refusal } from './refusal.ts';

/** The catalog could not be read, or what is in it could not. */
export function catalogRefused(error: JobError): Refusal {
  return programRefused(error);
}

export function unknownDatabase(database: string): Refusal {
  return {
    code: 'not_found',
    detail: `There is no database named ${database} in this project.`,
  };
}

export function unknownTable({ database, table }: TableRef): Refusal {
  return {
    code: 'not_found',
    detail: `There is no table or view named ${table} in the database ${database}.`,
  };
}
