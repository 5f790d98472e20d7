// The public types of the packages with their documentation comments, as docfx reads them from the built assemblies.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { load } from "js-yaml";

/** The packages, in the order of the navigation, with what each is for. */
export const packages = [
  ["Technic.Embedded", "An engine in your process, with memory and SQLite."],
  ["Technic.Core", "The rules and the interfaces: market data, formulas, scans, studies."],
  ["Technic.Indicators", "Indicators at every bar, without any other package."],
  ["Technic.Polygon", "A client of the Polygon (Massive) REST API."],
  ["Technic.Sources", "Alpaca, Tiingo and the files of Stooq as price sources."],
  ["Technic.Columnar", "Tables as Arrow, Parquet and CSV."],
  ["Technic.Web", "The pages, the REST API and the MCP server in an ASP.NET Core application."],
  ["Technic.Cluster.Client", "The engine interface over a cluster."],
  ["Technic.Cluster.Contracts", "The messages between clients and silos; not for applications."],
];

/**
 * The types of the built packages, and the names of the packages that are not built. docfx runs only if an assembly has changed since the
 * last time.
 */
export function readMetadata(root, configuration) {
  const pathOf = (name) => join(root, "src", name, "bin", configuration, "net10.0", `${name}.dll`);
  const names = packages.map(([name]) => name);
  const built = names.filter((name) => existsSync(pathOf(name)));
  const missing = names.filter((name) => !built.includes(name));
  if (built.length === 0) return { types: [], references: new Map(), missing };
  const folder = join(root, "artifacts", "api", configuration);
  refresh(root, folder, built.map(pathOf));
  return { ...parse(join(folder, "types")), missing };
}

function refresh(root, folder, assemblies) {
  const hash = createHash("sha256").update(readFileSync(join(root, ".config/dotnet-tools.json")));
  for (const path of assemblies) hash.update(path).update(readFileSync(path)).update(readFileSync(path.replace(/dll$/, "xml")));
  const [stamp, digest] = [join(folder, "stamp"), hash.digest("hex")];
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const filter = join(folder, "filter.yml");
  // Serializers that Orleans generates.
  writeFileSync(filter, "apiRules:\n- exclude:\n    uidRegex: ^OrleansCodeGen\n");
  const configuration = join(folder, "docfx.json");
  writeFileSync(configuration, JSON.stringify({ metadata: [{
    src: [{ src: root, files: assemblies.map((path) => relative(root, path)) }], filter, output: "types", outputFormat: "mref",
  }] }));
  const run = (...words) => {
    try {
      execFileSync("dotnet", words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      throw new Error(`dotnet ${words.join(" ")} failed: ${error.stdout ?? ""}${error.stderr ?? error.message}`);
    }
  };
  run("tool", "restore");
  run("docfx", "metadata", configuration);
  writeFileSync(stamp, digest);
}

function parse(folder) {
  const [types, references] = [[], new Map()];
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".yml") && file !== "toc.yml")) {
    const document = load(readFileSync(join(folder, name), "utf8"));
    for (const reference of document.references ?? []) {
      if (!references.get(reference.uid)?.href) references.set(reference.uid, reference);
    }
    const [type, ...members] = document.items;
    if (type.type !== "Namespace") types.push({ ...type, members, file: name.replace(/\.yml$/, ".html") });
  }
  types.sort((a, b) => a.uid.localeCompare(b.uid));
  return { types, references };
}
