import { cpus, totalmem, type } from 'node:os';
import type { Bar, BenchResult } from './bench.ts';

/** The page `bench/results.md`: machine, Node, date, and the bars of every bench; undefined is a bench that broke. */
export function writeReport(results: ReadonlyMap<string, BenchResult | undefined>, at: Date): string {
  const sections = [...results].map(([name, result]) => section(name, result));
  return `# Bench results\n\n${machine()}, ${at.toISOString().slice(0, 10)}\n\n${sections.join('\n')}`;
}

function machine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} × ${model}, ${memory} GB, ${type()} ${process.arch}, Node ${process.version}`;
}

function section(name: string, result: BenchResult | undefined): string {
  if (!result) return `## ${name}\n\nThe bench broke.\n`;
  const { bars, plots = [], ...figures } = result;
  const rows = bars.map(row).join('\n');
  const table = `| bar | value | limit | |\n|---|---|---|---|\n${rows}`;
  const pictures = plots.map((path) => `![${path}](${path})\n\n`).join('');
  const all = `\`\`\`json\n${JSON.stringify(figures, undefined, 1)}\n\`\`\``;
  return `## ${name}\n\n${table}\n\n${pictures}<details><summary>all figures</summary>\n\n${all}\n\n</details>\n`;
}

function row(bar: Bar): string {
  const value = bar.value === null ? 'not measured' : `${bar.value} ${bar.unit}`;
  return `| ${bar.name} | ${value} | ${bar.limit} ${bar.unit} | ${bar.pass ? 'pass' : '**not passed**'} |`;
}
