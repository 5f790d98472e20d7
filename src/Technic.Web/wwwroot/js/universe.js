// A list of symbols out of a CSV file, read here: the server never sees the file, only the symbols.

const names = {
  symbol: "symbol", ticker: "symbol", name: "name", exchange: "exchange", sector: "sector", industry: "industry", marketcap: "marketCap",
};
const symbolForm = /^[A-Za-z0-9](?:[.-]?[A-Za-z0-9])*$/;

/** @returns {{name: string, listings: object[], dropped: number}} @throws {Error} with a sentence when it is no such list */
export function readUniverse(fileName, content) {
  const [header, ...records] = parse(content.replace(/^\uFEFF/, ""));
  const fields = (header ?? []).map((title) => names[title.toLowerCase().replace(/[^a-z]/g, "")]);
  if (!fields.includes("symbol")) throw new Error(`${fileName} has no column named symbol in its first line.`);
  const listings = [];
  let dropped = 0;
  for (const record of records) {
    const listing = {};
    record.forEach((value, i) => {
      const field = fields[i];
      if (!field || value === "") return;
      if (field === "marketCap") listing.marketCap = Number(value) || undefined;
      else listing[field] = value;
    });
    // Nasdaq writes BRK/B and BAC^L for what providers call BRK.B and BACpL.
    listing.symbol = listing.symbol?.trim().replace("/", ".").replace("^", "p");
    if (listing.symbol && listing.symbol.length <= 16 && symbolForm.test(listing.symbol)) listings.push(listing);
    else dropped++;
  }
  if (listings.length === 0) throw new Error(`${fileName} holds no symbol.`);
  return { name: fileName, listings, dropped };
}

/** CSV as RFC 4180 has it. */
function parse(content) {
  const records = [];
  let record = [];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/y;
  while (field.lastIndex < content.length) {
    const [, value, end] = field.exec(content) ?? [null, "", ""];
    record.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
    if (end === "") break;
  }
  return records;
}
