const idPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Whether the caller may see the job or session that has this id. */
export interface SeesNeighbours {
  job(id: string): Promise<boolean>;
  session(id: string): Promise<boolean>;
}

/** Neighbours that the reader of a receipt may not see are not named to him (I10). */
export function shownCollateral(
  collateral: readonly string[],
  sees: SeesNeighbours,
): Promise<readonly string[]> {
  return Promise.all(
    collateral.map(async (loss) => {
      const [id] = idPattern.exec(loss) ?? [];
      if (id === undefined) return loss;
      // A script has the session of its own name, in no store.
      const isNamed = (loss.startsWith('session ') && (await sees.session(id))) || sees.job(id);
      return (await isNamed) ? loss : loss.replace(idPattern, 'of another user');
    }),
  );
}
