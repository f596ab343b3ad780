// PouchDB: node pouch_client.js ROWS CLIENT_PORT FOLDER; prints seconds of both ways.
const fs = require("fs");
const [rows, port, folder] = process.argv.slice(2);
const Plain = require("pouchdb");
const PouchDB = Plain.defaults({ prefix: `${folder}/client-` });

async function main() {
  const documents = JSON.parse(fs.readFileSync(rows)).map((row) => ({ _id: row.id, ...row }));
  const remote = new Plain(`http://127.0.0.1:${port}/school`);
  const first = new PouchDB("first"), second = new PouchDB("second");
  for (let at = 0; at < documents.length; at += 1000) {
    await first.bulkDocs(documents.slice(at, at + 1000));
  }
  const took = {};
  for (const [way, go] of [
    ["push", () => first.replicate.to(remote, { batch_size: 1000 })],
    ["pull", () => second.replicate.from(remote, { batch_size: 1000 })],
  ]) {
    const begun = process.hrtime.bigint(), used = process.cpuUsage();
    await go();
    const cpu = process.cpuUsage(used);
    took[way] = Number(process.hrtime.bigint() - begun) / 1e9;
    took[`${way}_cpu`] = (cpu.user + cpu.system) / 1e6;
    process.stderr.write(`${way}\n`);
  }
  took.pulled = (await second.info()).doc_count;
  took.client_mb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify(took) + "\n");
  process.exit(0);
}

main().catch((error) => { console.error(error); process.exit(1); });
