/** Thousandths of a CPU. */
export type Cpu = `${number}m`;

/** Bytes in binary units. */
export type Bytes = `${number}Mi` | `${number}Gi`;

export const millicpus = (cpu: Cpu): number => Number.parseInt(cpu, 10);

export const mebibytes = (size: Bytes): number =>
  Number.parseInt(size, 10) * (size.endsWith("Gi") ? 1024 : 1);

export const inMillicpus = (value: number): Cpu => `${value}m`;

/** The shortest exact spelling: 2048 is 2Gi, 1536 is 1536Mi. */
export const inMebibytes = (value: number): Bytes =>
  value % 1024 === 0 ? `${value / 1024}Gi` : `${value}Mi`;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
