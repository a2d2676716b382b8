// The structure of the code as rules: each folder imports itself and what stands to its left in its line.
import tseslint from "typescript-eslint";

const trunk = ["base", "identity", "ngrok", "protocol"];
const child = [...trunk, "oidc", "gate", "tunnels", "agent"];
const host = [...trunk, "ports", "shares", "registration", "diagnostics", "presentation", "vscode"];
const folders = [...new Set([...child, ...host])];
// Browser code, which nothing imports and which stands in no line.
const apart = "webview";

/** Folders that `folder` may import: the ones to its left in its own line, and itself. */
function allowedFor(folder) {
  const line = child.includes(folder) ? child : host;
  return line.slice(0, line.indexOf(folder) + 1);
}

const soleImporters = [
  { pattern: "^@ngrok/ngrok$", owner: "src/tunnels/ngrok", files: ["src/tunnels/ngrok*.ts"], what: "the ngrok SDK" },
  { pattern: "^(openid-client|jose)(/|$)", owner: "src/oidc/", files: ["src/oidc/**/*.ts"], what: "OpenID and token libraries" },
  { pattern: "^undici(/|$)", owner: "src/gate/keptConnections.ts and forwardBodyless.ts", files: ["src/gate/**/*.ts"], what: "undici" },
  { pattern: "^vscode$", owner: "src/vscode/, src/extension.ts and src/compose.ts", files: ["src/vscode/**/*.ts", "src/extension.ts", "src/compose.ts"], what: "the vscode API, even as a type" },
];

function restrictions(folder, file) {
  const patterns = [
    { regex: "(^|/)\\.\\./(extension|compose)$", message: "Nothing imports the composition root: pass what is needed as an argument." },
  ];
  if (folder) {
    const forbidden = [apart, ...folders.filter((name) => !allowedFor(folder).includes(name))];
    patterns.push({
      regex: `^(\\.\\./)+(${forbidden.join("|")})(/|$)`,
      message: `src/${folder}/ may import only ${allowedFor(folder).map((name) => `src/${name}/`).join(", ")}. Shared code belongs in the trunk (base, identity, ngrok, protocol); see ARCHITECTURE.md.`,
    });
  }
  for (const { pattern, owner, files, what } of soleImporters) {
    if (!files.some((glob) => file === glob)) {
      patterns.push({ regex: pattern, message: `Only ${owner} imports ${what}. Put this code there, behind an interface.` });
    }
  }
  return ["error", { patterns }];
}

export default tseslint.config(
  { ignores: ["dist/", "build/", "node_modules/", "**/*.d.ts"] },
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='AbortSignal'][callee.property.name=/^(any|timeout)$/]",
          message: "Node may collect these before they fire: use anySignal and withDeadline of src/base/deadline.ts.",
        },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  ...folders.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: { "no-restricted-imports": restrictions(folder, soleImporters.find(({ files }) => files[0] === `src/${folder}/**/*.ts`)?.files[0]) },
  })),
  // The one tunnel that wraps the SDK; declared last because the last matching rule wins.
  { files: ["src/tunnels/ngrok*.ts"], rules: { "no-restricted-imports": restrictions("tunnels", "src/tunnels/ngrok*.ts") } },
  { files: ["src/extension.ts", "src/compose.ts"], rules: { "no-restricted-imports": restrictions(undefined, "src/extension.ts") } },
  // Browser code: what it knows of the product is the shape of what it is sent.
  {
    files: ["src/webview/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^(\\.\\./)+protocol/page$", allowTypeImports: true, message: "The page takes only types from src/protocol/page: import type." },
            { regex: "^(\\.\\./)+(?!protocol/page$)", message: "src/webview/ may import only itself, @vscode-elements/elements and the types of src/protocol/page.ts; see ARCHITECTURE.md." },
            { regex: "^(node:|vscode$|zod)", message: "src/webview/ is bundled alone for the browser: neither Node nor the vscode API is there." },
          ],
        },
      ],
    },
  },
  { files: ["src/contributions.ts"], rules: { "no-restricted-imports": ["error", { patterns: [{ regex: ".", message: "contributions.ts imports nothing." }] }] } },
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // node:test's describe and it return promises that the runner awaits.
      "@typescript-eslint/no-floating-promises": ["error", { allowForKnownSafeCalls: [{ from: "package", name: ["it", "describe", "test", "before", "after", "beforeEach", "afterEach", "suite"], package: "node:test" }] }],
    },
  },
);
