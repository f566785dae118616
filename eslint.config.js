import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import importX from "eslint-plugin-import-x";
import path from "node:path";
import tseslint from "typescript-eslint";

const root = import.meta.dirname;

/** The import laws. A bare specifier counts as a path under node_modules, built-in modules of Node included. */
const laws = [
  {
    target: "./components/!(index).ts",
    from: ".",
    except: ["./components/model", "./components/observability", "./node_modules/zod", "./node_modules/yaml"],
    message: "A service file imports only components/model, components/observability, zod and yaml.",
  },
  {
    target: ["./components/model", "./components/observability"],
    from: [
      "./components/kubernetes",
      "./components/docker",
      "./node_modules/@pulumi/kubernetes",
      "./node_modules/@pulumi/docker",
      "./node_modules/@pulumi/docker-build",
    ],
    message: "components/model and components/observability know no platform.",
  },
  {
    target: "./components/*/**",
    from: "./components/*.ts",
    message: "A mechanism knows no service: folders of components/ never import the files beside them.",
  },
  {
    target: "./components/kubernetes",
    from: "./components/docker",
    message: "The platforms never import each other.",
  },
  {
    target: "./components/docker",
    from: "./components/kubernetes",
    message: "The platforms never import each other.",
  },
  {
    target: "./components/*/**",
    from: "./policies",
    except: ["./admission"],
    message: "Of the policies, components/ knows only what the API server is told.",
  },
  {
    target: "./policies",
    from: ["./components", "./node_modules/@pulumi/kubernetes"],
    message: "policies/ is an independent witness: it imports nothing of components/ nor @pulumi/kubernetes.",
  },
  {
    target: "./local",
    from: "./policies",
    message: "local/ runs the policies through the engine and imports nothing of them.",
  },
];

const byPath = {
  name: "by path",
  interfaceVersion: 3,
  resolve: (specifier, file) => ({
    found: true,
    path: specifier.startsWith(".")
      ? path.resolve(path.dirname(file), specifier)
      : path.join(root, "node_modules", specifier),
  }),
};

export default defineConfig(
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [byPath] },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", 250],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression:matches([callee.name='Config'], [callee.property.name='Config'])",
          message:
            "Only components/model/settings.ts and components/model/secrets.ts construct pulumi.Config.",
        },
      ],
      "import-x/first": "error",
      "import-x/newline-after-import": "error",
      "import-x/no-duplicates": "error",
      "import-x/no-mutable-exports": "error",
      "import-x/no-restricted-paths": ["error", { basePath: root, zones: laws }],
      "import-x/order": ["error", { groups: [["builtin", "external"]], "newlines-between": "never" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ["components/model/settings.ts", "components/model/secrets.ts", "test/**"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["components/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message: "Nothing under components/ reads process.env; what differs between stacks is a setting.",
        },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: ["process", "node:process"].map((name) => ({
            name,
            importNames: ["env", "default"],
            message: "Nothing under components/ reads process.env; what differs between stacks is a setting.",
          })),
        },
      ],
    },
  },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
