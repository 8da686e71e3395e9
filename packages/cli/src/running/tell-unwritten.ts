import type { Notes } from './notes.ts';

/** Says on stderr what was made and goes on, where stdout cannot take its id: nobody would find it again. */
export async function tellUnwritten(
  writing: Promise<void>,
  line: string,
  notes: Notes,
): Promise<void> {
  try {
    await writing;
  } catch (error) {
    notes.say(line);
    throw error;
  }
}
