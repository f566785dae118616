/** VECTORSTACK_SEED makes other workloads than every run does. */
export const seed = Number(process.env["VECTORSTACK_SEED"] ?? 20_260_401);
if (!Number.isSafeInteger(seed))
  throw new Error(`VECTORSTACK_SEED is ${process.env["VECTORSTACK_SEED"]}: it must be a whole number`);
