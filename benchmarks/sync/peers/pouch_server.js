// express-pouchdb over LevelDB: node pouch_server.js PORT FOLDER
const [port, folder] = process.argv.slice(2);
const express = require("express");
const PouchDB = require("pouchdb").defaults({ prefix: `${folder}/server-` });
const app = express();
app.use("/", require("express-pouchdb")(PouchDB, {
  mode: "minimumForPouchDB",
  configPath: `${folder}/config.json`,
  logPath: `${folder}/log.txt`,
}));
app.listen(Number(port), "127.0.0.1");
