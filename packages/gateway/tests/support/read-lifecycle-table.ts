/** The cells of the table of LIFECYCLE.md or SESSIONS.md, row by row, its head first. */
export function readLifecycleTable(markdown: string): string[][] {
  const [, section = ''] = markdown.split('## The table');
  const [head = [], , ...rows] = (section.split(/^## /m)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | ').map(bare));
  return [head, ...rows];
}

function bare(cell: string): string {
  return cell.trim().replaceAll('`', '');
}
