import { defineConfig } from "vitest/config";

const minutes = (count: number) => count * 60_000;

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/reporter.ts"],
    allowOnly: false,
    retry: 0,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.e2e.test.ts", "test/**/*.oracle.test.ts"],
          isolate: false,
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        extends: true,
        test: {
          name: "oracle",
          include: ["test/**/*.oracle.test.ts"],
          testTimeout: minutes(5),
          hookTimeout: minutes(10),
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          globalSetup: ["test/e2e/support/cluster.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: minutes(15),
          hookTimeout: minutes(20),
        },
      },
    ],
  },
});
