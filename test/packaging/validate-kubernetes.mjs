// SPDX-License-Identifier: BSD-2-Clause
// Run by validate-kubernetes, in a folder with its packages: rendered.json, {overlay: objects}.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const rendered = JSON.parse(readFileSync(process.argv[2], "utf8"));
const problems = new Set();
let judged = 0;

const KINDS = { string: "string", number: "number", boolean: "boolean" };

/** What the client of one release does not know. */
class Client {
    constructor(release) {
        this.release = release;
        this.folder = `${process.cwd()}/clients/${release}/dist/gen/models`;
        this.files = new Set(readdirSync(this.folder));
        this.models = new Map();
    }

    async load(name) {
        if (!this.files.has(`${name}.js`)) return null;
        if (!this.models.has(name)) {
            const module = await import(pathToFileURL(`${this.folder}/${name}.js`));
            this.models.set(name, module[name].getAttributeTypeMap());
        }
        return this.models.get(name);
    }

    complain(path, what) {
        problems.add(`Kubernetes ${this.release}: ${path}: ${what}`);
    }

    async check(value, type, path) {
        const array = type.match(/^Array<(.*)>$/);
        const map = type.match(/^\{ \[key: string\]: (.*); \}$/);
        if (array) {
            if (!Array.isArray(value)) return this.complain(path, "not a list");
            for (const [i, part] of value.entries()) await this.check(part, array[1], `${path}[${i}]`);
        } else if (map) {
            for (const [key, part] of Object.entries(value))
                await this.check(part, map[1], `${path}.${key}`);
        } else if (type in KINDS) {
            if (typeof value !== KINDS[type]) this.complain(path, `not a ${type}`);
        } else if (type === "IntOrString") {
            if (!["string", "number"].includes(typeof value)) this.complain(path, `not a ${type}`);
        } else {
            await this.checkObject(value, type, path);
        }
    }

    async checkObject(value, type, path) {
        const known = await this.load(type);
        if (known === null) return this.complain(path, `no model ${type}`);
        for (const [key, part] of Object.entries(value)) {
            const field = known.find((one) => one.baseName === key);
            if (field) await this.check(part, field.type, `${path}.${key}`);
            else this.complain(path, `${type} has no field ${key}`);
        }
    }
}

function modelOf({ apiVersion, kind }) {
    const version = apiVersion.split("/").pop();
    return version[0].toUpperCase() + version.slice(1) + kind;
}

/** By the schemas that kubernetes-models and its like were made from. kustomize folds base64,
 * which Kubernetes reads and "byte" does not allow. */
async function judge(item, path) {
    for (const [key, text] of Object.entries(item.binaryData ?? {}))
        item.binaryData[key] = text.replaceAll("\n", "");
    const own = !item.apiVersion.startsWith("monitoring.coreos.com/");
    const module = await import((own ? "kubernetes-models/" : "@kubernetes-models/prometheus-operator/")
        + item.apiVersion);
    try {
        new module[item.kind](item).validate();
        judged++;
    } catch (error) {
        problems.add(`schema: ${path}: ${error.message}`);
    }
}

const releases = readdirSync("clients").map((release) => new Client(release));
for (const [overlay, items] of Object.entries(rendered)) {
    for (const item of items) {
        const path = `${overlay}: ${item.kind} ${item.metadata.name}`;
        await judge(item, path);
        if (item.kind === "PodMonitor") continue;
        for (const client of releases) await client.check(item, modelOf(item), path);
    }
}
for (const problem of problems) console.log(problem);
console.log(`${judged} objects judged; fields compared with Kubernetes ` +
    `${releases.map((client) => client.release).join(", ")}: ${problems.size} problems`);
process.exit(problems.size > 0 ? 1 : 0);
