/**
 * What dev servers and frameworks offer to the person at the keyboard alone (S19): one list, with where each was found.
 * A path is one or more segments in lower case; a final `*` takes any ending of the last one.
 */
export interface DeveloperEndpoint {
  readonly of: string;
  readonly path: string;
  /** `start` for names that an app could use deeper down; `anywhere` where the server may have a base path in front. */
  readonly where: "start" | "anywhere";
  /** Endings that pages for visitors need. */
  readonly except?: readonly string[];
  /** Only behind these ports: elsewhere the name is too common. */
  readonly onPorts?: readonly number[];
  readonly source: string;
}

const anywhere = "anywhere";
const start = "start";

export const developerEndpoints: readonly DeveloperEndpoint[] = [
  // Open a file in the developer's editor, read a file or a stack frame's source.
  { of: "Vite", path: "__open-in-editor", where: anywhere, source: "vite 8.3.8, createServer: middlewares.use('/__open-in-editor'); also Vue CLI, Rsbuild, Nuxt, Astro, Angular" },
  { of: "Vite", path: ".env", where: anywhere, source: "vite 8.3.8, server.fs.deny, which queries got around (CVE-2025-31125, CVE-2026-39364)" },
  { of: "Create React App", path: "__open-stack-frame-in-editor", where: anywhere, source: "react-dev-utils 12, launchEditorEndpoint.js; also Gatsby" },
  { of: "Create React App", path: "__get-internal-source", where: anywhere, source: "react-dev-utils 12, evalSourceMapMiddleware.js" },
  { of: "Gatsby", path: "__original-stack-frame", where: anywhere, source: "gatsby 5, utils/start-server.ts" },
  { of: "Gatsby", path: "__file-code-frame", where: anywhere, source: "gatsby 5, utils/start-server.ts" },
  { of: "Parcel", path: "__parcel_launch_editor", where: anywhere, source: "@parcel/reporter-dev-server 2, Server.js" },
  { of: "Parcel", path: "__parcel_code_frame", where: anywhere, source: "@parcel/reporter-dev-server 2, Server.js" },
  { of: "Parcel", path: "__parcel_source_root", where: anywhere, source: "@parcel/reporter-dev-server 2, Server.js: any file of the project" },
  { of: "TanStack Devtools", path: "__tsd", where: anywhere, source: "@tanstack/devtools-vite, plugin.ts: /__tsd/open-source" },
  {
    of: "Next.js", path: "__nextjs_*", where: anywhere, except: ["font", "server_status"],
    source: "next 16.4.6, server/dev/middleware-turbopack.js and next-devtools/server: launch-editor, original-stack-frames, source-map, attach-nodejs-inspector, restart_dev",
  },
  { of: "Next.js", path: "_next/mcp", where: anywhere, source: "next 16.4.6, server/mcp/get-mcp-middleware.js" },
  { of: "Next.js", path: "_next/development/request-insights", where: anywhere, source: "next 16.4.6, shared/lib/constants.js" },
  { of: "webpack-dev-server", path: "webpack-dev-server", where: start, source: "webpack-dev-server 5.2.7, lib/Server.js: asset report, /invalidate, /open-editor" },
  { of: "Metro", path: "open-stack-frame", where: start, source: "@react-native/dev-middleware and @react-native-community/cli-server-api" },
  { of: "Metro", path: "open-url", where: start, source: "@react-native-community/cli-server-api, openURLMiddleware (CVE-2025-11953)" },
  { of: "Metro", path: "open-debugger", where: start, source: "@react-native/dev-middleware, openDebuggerMiddleware" },
  { of: "Metro", path: "symbolicate", where: start, source: "metro, Server.js: code frames of any stack" },
  // Inspectors: modules, state, what happened before.
  { of: "vite-plugin-inspect", path: "__inspect", where: anywhere, source: "vite-plugin-inspect README; also Nuxt DevTools" },
  { of: "Vue DevTools", path: "__devtools__", where: anywhere, source: "vite-plugin-vue-devtools 8, vite.ts" },
  { of: "Vite DevTools", path: "__devtools", where: anywhere, source: "@vitejs/devtools, constants: /__devtools/" },
  { of: "Nuxt DevTools", path: "__nuxt_devtools__", where: anywhere, source: "@nuxt/devtools 2, constant.ts: /__nuxt_devtools__" },
  { of: "Nuxt", path: "_vfs.json", where: anywhere, source: "nitropack 2, runtime/internal/routes/dev-vfs: every virtual file" },
  { of: "UnoCSS", path: "__unocss", where: anywhere, source: "@unocss/inspector README" },
  { of: "Vitest", path: "__vitest*", where: anywhere, source: "vitest 3, constants.ts: /__vitest__/, /__vitest_api__ (CVE-2025-24964: runs code)" },
  { of: "Storybook", path: "storybook-server-channel", where: anywhere, source: "storybook 9, core-server: the channel that writes stories and opens the editor" },
  { of: "Node inspector", path: "json/list", where: start, source: "Node.js, src/inspector_socket_server.cc; Chrome DevTools protocol, HTTP endpoints" },
  { of: "Node inspector", path: "json/version", where: start, source: "as json/list" },
  { of: "Node inspector", path: "json/protocol", where: start, source: "as json/list" },
  { of: "Node inspector", path: "json", where: start, onPorts: [9222, 9229], source: "as json/list" },
  { of: "Go pprof", path: "debug/pprof", where: start, source: "Go, net/http/pprof" },
  { of: "Go expvar", path: "debug/vars", where: start, source: "Go, expvar" },
  { of: "Django debug toolbar", path: "__debug__", where: anywhere, source: "django-debug-toolbar, installation: urls 'template_source', 'sql_explain'" },
  { of: "Symfony profiler", path: "_profiler", where: anywhere, source: "symfony/web-profiler-bundle, routing/profiler: /open reads source, /phpinfo" },
  { of: "Laravel Debugbar", path: "_debugbar/open", where: anywhere, source: "barryvdh/laravel-debugbar, debugbar-routes.php: earlier requests" },
  { of: "Laravel Telescope", path: "telescope/telescope-api", where: anywhere, source: "laravel/telescope, routes/web.php" },
  { of: "ASP.NET", path: "trace.axd", where: anywhere, source: "ASP.NET trace handler" },
  { of: "ASP.NET", path: "elmah.axd", where: anywhere, source: "ELMAH" },
  ...["env", "heapdump", "threaddump", "loggers", "logfile", "httpexchanges", "shutdown", "jolokia"].map((name) => ({
    of: "Spring Boot Actuator", path: `actuator/${name}`, where: anywhere, source: "Spring Boot reference, Actuator endpoints",
  }) as const),
  { of: "Phoenix LiveDashboard", path: "dev/dashboard", where: start, source: "phx.new 1.7 and later, router.ex" },
  { of: "Rails", path: "rails/info", where: start, source: "Rails, railties/application/finisher.rb: routes, properties, notes" },
  { of: "Rails", path: "rails/conductor", where: start, source: "Rails, actionmailbox/config/routes.rb" },
  // Consoles: whoever reaches them runs code on the developer's machine.
  { of: "Rails web-console", path: "__web_console", where: anywhere, source: "web-console 4, middleware.rb: mount_point; loopback is permitted by default, and the gate comes from there" },
  { of: "Better Errors", path: "__better_errors", where: anywhere, source: "better_errors 2, middleware.rb: /eval; loopback is permitted by default" },
  { of: "Laravel Ignition", path: "_ignition", where: anywhere, source: "spatie/laravel-ignition, routes: execute-solution (CVE-2021-3129)" },
  { of: "Plug debugger", path: "__plug__", where: anywhere, source: "Plug.Debugger: /__plug__/debugger/action" },
  { of: "H2 console", path: "h2-console", where: anywhere, source: "Spring Boot reference, spring.h2.console.path" },
  { of: "Quarkus Dev UI", path: "q/dev-ui", where: start, source: "Quarkus, Dev UI guide" },
];

/** Names in a query that open such a door on any path. */
export const developerQueries: readonly { readonly of: string; readonly name: string; readonly source: string }[] = [
  { of: "Werkzeug debugger", name: "__debugger__", source: "werkzeug 3, debug/__init__.py: ?__debugger__=yes&cmd=…, on every path; also Flask and django-extensions" },
];
