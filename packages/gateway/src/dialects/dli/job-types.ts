import type { WorkClass } from '../../core/job/job.ts';

/** Every job type a client may ask for (dli-api.md 3.1). Ours wear those of `toJobType`. */
export const jobTypes = [
  'DDL',
  'DCL',
  'IMPORT',
  'EXPORT',
  'QUERY',
  'INSERT',
  'UPDATE',
  'DELETE',
  'DATA_MIGRATION',
  'RESTART_QUEUE',
  'SCALE_QUEUE',
] as const;

export type JobType = (typeof jobTypes)[number];

const typeOfClass = {
  query: 'QUERY',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  ddl: 'DDL',
  import: 'IMPORT',
  export: 'EXPORT',
  restart_queue: 'RESTART_QUEUE',
  // Never told: v1.0 shows no batch (`job-filter.ts`, `find-sql-job.ts`).
  batch: 'DATA_MIGRATION',
} as const satisfies Record<WorkClass, JobType>;

/** What a statement does, in this dialect's word. */
export function toJobType(statementClass: WorkClass): JobType {
  return typeOfClass[statementClass];
}

/** The statements behind some job types; none behind types that no job of ours has. */
export function toStatementClasses(types: readonly JobType[]): readonly WorkClass[] {
  const classes = Object.keys(typeOfClass) as WorkClass[];
  return classes.filter(
    (statementClass) => statementClass !== 'batch' && types.includes(typeOfClass[statementClass]),
  );
}
