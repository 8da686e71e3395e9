import { dliRefusal, type Refusal } from './refusal.ts';

export function noDatabase(name: string): Refusal {
  return dliRefusal('DLI.0002', `There is no database named ${name}`);
}

export function noTable(name: string): Refusal {
  return dliRefusal('DLI.0002', `There is no table named ${name}`);
}

export function databaseThere(name: string): Refusal {
  return dliRefusal('DLI.0006', `There is a database named ${name} already`);
}

export function tableThere(name: string): Refusal {
  return dliRefusal('DLI.0006', `There is a table named ${name} already`);
}

export function notEmpty(name: string, tableCount: number): Refusal {
  return dliRefusal(
    'DLI.0007',
    `The database ${name} has ${tableCount} tables. Delete them first, or delete it with cascade=true.`,
  );
}

export const noExternalTables: Refusal = dliRefusal(
  'DLI.0007',
  'data_location OBS is not supported by this engine, which has no external tables: import the files, or make ' +
    "a VIEW over read_csv('bucket/folder/*').",
);

export const noPartitions: Refusal = dliRefusal(
  'DLI.0007',
  'Partitions are not supported by this engine.',
);
